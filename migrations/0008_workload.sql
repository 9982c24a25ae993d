-- Certificates of authorities, as they came along with certificates that they issued or lay among the evidence: the way from a
-- workload's certificate up to its root. Entries of event 4 tell what was seen on VMs.
create table authority_certificate (
    certificate blob    not null, -- SHA-256 of the DER
    pool        integer not null references name, -- the pool that it issues for; the empty name where that is not told
    name        integer not null references name, -- its own, as in authority
    issuer      integer not null references name, -- that of whoever issued it
    subject     text    not null,
    valid_from  integer,
    valid_to    integer,
    stand       integer not null references stand,
    primary key (certificate, pool)
) strict, without rowid;
