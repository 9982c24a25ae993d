-- When each cluster, CA pool and key version recorded issuances, and when the log of each project is known to record them, as stretches
-- without a silence of ten minutes: see src/coverage/recorded.rs.
create table recorded (
    source   integer not null, -- 2 GKE, 3 CA Service, 4 KMS
    issue    integer not null, -- 0 signature, 1 certificate, 2 token, 3 any entry of the permission type under which the log of a project records
    resource integer not null references name,
    first    integer not null,
    last     integer not null,
    primary key (source, issue, resource, first)
) strict, without rowid;
-- Of what was read before, the first record of each cluster and project is enough: from then on the log counts.
insert into recorded (source, issue, resource, first, last)
select 2, identifier.kind, entry.resource, min(entry.at), min(entry.at)
from entry join identifier on identifier.id = entry.credential
where entry.event >= 10 and identifier.kind in (1, 2)
group by identifier.kind, entry.resource;
insert into recorded (source, issue, resource, first, last)
select event + 1, 3, scope, min(at), min(at) from entry where event in (2, 3) group by event, scope;

-- A full scan asks for which cluster a credential was issued, too.
drop index entry_by_credential;
create index entry_by_credential on entry (credential, event, at, certificate, digest, valid_from, valid_to, holder, resource) where credential is not null;
