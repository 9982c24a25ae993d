-- How were these credentials used? All of it as one JSON text.
select json_group_array(json_array(
    credential, principal, cluster, count, first, first_file, first_line, last, last_file, last_line
)) as "rows!: String"
from usage where credential in (select value from json_each(?))
