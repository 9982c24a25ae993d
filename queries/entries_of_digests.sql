-- Which entries name the digests of a range of numbers?
select digest, event, at, credential, certificate, detail is null, resource, principal
from entry where digest >= ?1 and digest < ?2
