-- Which sums of uses are there, in the order of credential, user and cluster?
select credential, principal, cluster, count, first, first_file, first_line, last, last_file, last_line
from usage order by credential, principal, cluster
