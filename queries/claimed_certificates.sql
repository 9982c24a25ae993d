-- Who certified the certificates that entries after this one name, and which clusters claim them?
-- The entries of one certificate come after those of the other.
select met.certificate, entry.event, entry.resource, entry.scope, entry.principal, entry.at, entry.id <= ?1
from (
    select certificate from entry not indexed where id > ?1 and event = 2 -- "not indexed": by number, not through all of an index
    union
    select credential from entry not indexed where id > ?1 and event >= 10
) as met
cross join entry on (entry.certificate = met.certificate and entry.event = 2)
    or (entry.credential = met.certificate and entry.event >= 10)
