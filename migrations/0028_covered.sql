-- The names of issuers as RFC 5280 section 7.1 compares them, as hashes: of the issuers of certificates, and of the issuers of revocation lists by
-- the name as it is written.
create table issuer_name (
    certificate integer primary key references identifier,
    compared    blob not null
) strict;
create table list_issuer (
    name     integer primary key references name, -- name_id of revoked_serial
    compared blob not null
) strict;

-- Of which certificates each revocation list is.
create table revoked_serial_of_scope (
    key_id          integer not null references name, -- the issuer's key identifier; its name where the list has none
    name_id         integer not null references name, -- the issuer's name
    serial          text    not null,
    at              integer not null,
    lasting         integer not null, -- 0 for ever, 1 on hold
    covers          integer not null, -- 0 all certificates, 1 no authorities, 2 authorities
    list            integer references identifier, -- the digest of the list
    source_location integer not null references source_location,
    primary key (serial, key_id, name_id, at, lasting, covers)
) strict, without rowid;
insert into revoked_serial_of_scope select key_id, name_id, serial, at, lasting, 0, list, source_location from revoked_serial;
drop table revoked_serial;
alter table revoked_serial_of_scope rename to revoked_serial;
