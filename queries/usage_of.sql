-- How were these credentials used?
select credential, principal, cluster, count, first, first_file, first_line, last, last_file, last_line
from usage where credential in (select value from json_each(?))
order by credential, principal, cluster
