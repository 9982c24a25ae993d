-- Which key version signed what a cluster (a token) or a pool (a certificate) claims, among the entries since this one?
-- Either of the two may be new; `cross join` begins with that one.
insert into service (source, resource, scope, for_source, for_resource)
select distinct 4, signed.resource, signed.scope, iif(claim.event = 2, 3, 2), claim.resource
from entry as signed
cross join entry as claim on claim.digest = signed.digest
left join identifier as credential on credential.id = claim.credential
where signed.id > ?1 and signed.event = 3 and signed.detail is null
    and (claim.event = 2 or (claim.event >= 10 and credential.kind = 2))
union
select distinct 4, signed.resource, signed.scope, iif(claim.event = 2, 3, 2), claim.resource
from entry as claim
cross join entry as signed on signed.digest = claim.digest
left join identifier as credential on credential.id = claim.credential
where claim.id > ?1 and signed.event = 3 and signed.detail is null
    and (claim.event = 2 or (claim.event >= 10 and credential.kind = 2))
on conflict do nothing
