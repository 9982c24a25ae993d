-- Which key version signed what a cluster (a token) or a pool (a certificate) claims, among the entries since this one?
insert into service (source, resource, scope, for_source, for_resource)
select distinct 4, signed.resource, signed.scope, iif(claim.event = 2, 3, 2), claim.resource
from entry as fresh
join entry as signed on signed.digest = fresh.digest and signed.event = 3 and signed.detail is null
join entry as claim on claim.digest = fresh.digest
left join identifier as credential on credential.id = claim.credential
where fresh.id > ? and (claim.event = 2 or (claim.event >= 10 and credential.kind = 2))
on conflict do nothing
