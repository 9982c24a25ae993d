-- Which sums of uses come after this one?
select credential, principal, cluster, count, first, first_file, first_line, last, last_file, last_line
from usage where (credential, principal, cluster) > (?, ?, ?) order by credential, principal, cluster limit ?
