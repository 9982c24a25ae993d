-- Which key version signed what a cluster (a token) or a pool (a certificate) claims, among the entries since this one, and since when?
-- Either of the two may be new; `cross join` begins with that one. A row from before times were kept has none, and keeps none.
insert into service (source, resource, scope, for_source, for_resource, since)
select 4, resource, scope, for_source, for_resource, min(at) from (
    select signed.resource, signed.scope, iif(claim.event = 2, 3, 2) as for_source, claim.resource as for_resource, signed.at
    from entry as signed
    cross join entry as claim on claim.digest = signed.digest
    left join identifier as credential on credential.id = claim.credential
    where signed.id > ?1 and signed.event = 3 and signed.detail is null
        and (claim.event = 2 or (claim.event >= 10 and credential.kind = 2))
    union all
    select signed.resource, signed.scope, iif(claim.event = 2, 3, 2) as for_source, claim.resource as for_resource, signed.at
    from entry as claim
    cross join entry as signed on signed.digest = claim.digest
    left join identifier as credential on credential.id = claim.credential
    where claim.id > ?1 and signed.event = 3 and signed.detail is null
        and (claim.event = 2 or (claim.event >= 10 and credential.kind = 2))
)
where true group by 1, 2, 3, 4, 5
on conflict do update set since = excluded.since where excluded.since < since
