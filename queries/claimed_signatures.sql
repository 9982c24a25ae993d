-- Who signed the digests, and which clusters (tokens) and pools (certificates) claim them, that entries after this one name: one digest's
-- entries after the other's?
select met.digest, entry.event, entry.resource, entry.scope, entry.principal, entry.at, entry.id <= ?1
from (
    select distinct digest from entry not indexed where id > ?1 and digest is not null -- by number, not through all of an index
) as met
cross join entry on entry.digest = met.digest
left join identifier as credential on credential.id = entry.credential
where (entry.event = 3 and entry.detail is null) or entry.event = 2 or (entry.event >= 10 and credential.kind = 2)
