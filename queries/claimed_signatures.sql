-- Who signed the digests that entries after this one name, and which clusters and pools claim them?
-- Clusters claim tokens, pools certificates; the entries of one digest come after those of the other.
select met.digest, entry.event, entry.resource, entry.scope, entry.principal, entry.at, entry.id <= ?1
from (
    select distinct digest from entry not indexed where id > ?1 and digest is not null -- by number, not through all of an index
) as met
cross join entry on entry.digest = met.digest
left join identifier as credential on credential.id = entry.credential
where (entry.event = 3 and entry.detail is null) or entry.event = 2 or (entry.event >= 10 and credential.kind = 2)
