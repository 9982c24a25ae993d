-- How often, from when to when, by which user and in which cluster were the credentials of a range of numbers used?
select credential, count, first, last, principal, cluster from usage where credential >= ?1 and credential < ?2
