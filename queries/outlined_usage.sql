-- How often, from when to when, by whom and in which cluster were the credentials of a stretch of numbers used?
select credential, count, first, last, principal, cluster from usage where credential >= ?1 and credential < ?2
