-- Which users used the credentials of a range of numbers, in which cluster, and what are the credentials' kinds and values?
select usage.credential, usage.principal, usage.cluster, identifier.kind, identifier.value
from usage cross join identifier on identifier.id = usage.credential
where usage.credential >= ?1 and usage.credential < ?2
