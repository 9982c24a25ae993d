-- Who signed the digests of a range of numbers, and which clusters and pools claim them?
-- Clusters claim tokens, pools certificates. The scope of a claim is left out: it stands in no index.
select entry.digest, entry.event, entry.resource, iif(entry.event = 3, entry.scope, 0), entry.principal, entry.at, entry.id,
    iif(entry.event = 2, entry.detail, null)
from entry
left join identifier as credential on credential.id = entry.credential
where entry.digest >= ?1 and entry.digest < ?2
    and ((entry.event = 3 and entry.detail is null) or entry.event = 2 or (entry.event >= 10 and credential.kind = 2))
order by entry.digest
