-- Who came with this credential, and in which cluster?
select distinct principal, cluster from usage where credential = ?
