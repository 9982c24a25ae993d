-- A serial number that two lists revoke at one time stands once for each list: which of them counts is known only when their signatures are.
-- Anybody can write another signature under the signed part of a genuine list, so such a signature makes a list of its own.
create table revoked_serial_of_list (
    id              integer primary key,
    key_id          integer not null references name, -- the issuer's key identifier; its name where the list has none
    name_id         integer not null references name, -- the issuer's name
    serial          text    not null,
    at              integer not null,
    lasting         integer not null, -- 0 for ever, 1 on hold
    covers          integer not null, -- 0 all certificates, 1 no authorities, 2 authorities
    list            integer references identifier, -- the digest of the list's signed part, by which seal, undecided and provisional know its signature
    signature       integer references identifier, -- by which they know it where another signature had been read under the same signed part
    source_location integer not null references source_location
) strict;
insert into revoked_serial_of_list (key_id, name_id, serial, at, lasting, covers, list, source_location)
select key_id, name_id, serial, at, lasting, covers, list, source_location from revoked_serial;
drop table revoked_serial;
alter table revoked_serial_of_list rename to revoked_serial;
create unique index revoked_serial_once on revoked_serial (serial, key_id, name_id, at, lasting, covers, coalesce(list, 0), coalesce(signature, 0));

-- A record that says "for ever" and one that says "on hold" are two, although both are of one time.
drop index revoked_once;
create unique index revoked_once on revoked_certificate (coalesce(certificate, 0), called, pool, at, lasting);
