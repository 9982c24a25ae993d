-- How were these credentials used?
-- All of it as one JSON text: a row each would cost more than what is in it.
select json_group_array(json_array(
    credential, principal, cluster, count, first, first_file, first_line, first_offset, first_length,
    last, last_file, last_line, last_offset, last_length
)) as "rows!: String"
from usage where credential in (select value from json_each(?))
