-- Which signatures does a cluster (a token) or a pool (a certificate) claim, among the pairs with a record after this entry?
-- `cross join` begins with the record after this entry.
select signed.resource, signed.scope, signed.principal, signed.at, iif(claim.event = 2, 3, 2), claim.resource
from entry as signed
cross join entry as claim on claim.digest = signed.digest
left join identifier as credential on credential.id = claim.credential
where signed.id > ?1 and signed.event = 3 and signed.detail is null
    and (claim.event = 2 or (claim.event >= 10 and credential.kind = 2))
union all
select signed.resource, signed.scope, signed.principal, signed.at, iif(claim.event = 2, 3, 2), claim.resource
from entry as claim
cross join entry as signed on signed.digest = claim.digest
left join identifier as credential on credential.id = claim.credential
where claim.id > ?1 and signed.id <= ?1 and signed.event = 3 and signed.detail is null
    and (claim.event = 2 or (claim.event >= 10 and credential.kind = 2))
