-- How often, from when to when and by whom were the credentials of a stretch of numbers used?
select credential, count, first, last, principal from usage where credential >= ?1 and credential < ?2
