-- What is the sum of the uses of this credential under this user name in this cluster?
select credential, principal, cluster, count, first, first_file, first_line, last, last_file, last_line
from usage where credential = ? and principal = ? and cluster = ?
