-- Who came with the credentials of a stretch of numbers, in which cluster, and which are these?
select usage.credential, usage.principal, usage.cluster, identifier.kind, identifier.value
from usage cross join identifier on identifier.id = usage.credential
where usage.credential >= ?1 and usage.credential < ?2
