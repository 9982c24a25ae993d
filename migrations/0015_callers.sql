-- Who had keys sign, and pools certify, what clusters and pools claim: how often, and since when. Which service agent belongs to which
-- project follows from it. Counted when entries are recorded (src/store/callers.rs).
create table caller (
    source    integer not null, -- 3 CA Service (certified), 4 KMS (signed)
    principal integer not null references name,
    claimed   integer not null, -- by: 2 GKE, 3 CA Service
    claimer   integer not null references name, -- the cluster or CA pool
    count     integer not null,
    first     integer not null,
    primary key (source, principal, claimed, claimer)
) strict, without rowid;

insert into caller
select 4, signed.principal, iif(claim.event = 2, 3, 2), claim.resource, count(*), min(signed.at)
from entry as signed
cross join entry as claim on claim.digest = signed.digest
left join identifier as credential on credential.id = claim.credential
where signed.event = 3 and signed.detail is null
    and (claim.event = 2 or (claim.event >= 10 and credential.kind = 2))
group by signed.principal, iif(claim.event = 2, 3, 2), claim.resource;

insert into caller
select 3, certified.principal, 2, issued.resource, count(*), min(certified.at)
from entry as certified
cross join entry as issued on issued.credential = certified.certificate
where certified.event = 2 and issued.event >= 10
group by certified.principal, issued.resource;

-- A full scan asks of each signature who called, too.
drop index entry_by_digest;
create index entry_by_digest on entry (digest, event, at, credential, certificate, resource, detail is null, principal) where digest is not null;
