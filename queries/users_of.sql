-- Under which user names and in which clusters was this credential used?
select distinct principal, cluster from usage where credential = ?
