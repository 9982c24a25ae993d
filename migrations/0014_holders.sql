-- Whose a credential is by a record's own word: the common name of a certificate, the service account that asked for a token. With
-- its number in the indexes, numbers alone tell whether it agrees with the user name that a credential came with.
alter table entry add column holder integer references name;
drop index entry_by_credential;
drop index entry_by_certificate;
insert or ignore into name (text)
select distinct json_extract(detail, '$.common_name') from entry
where event = 2 and json_valid(detail) and json_extract(detail, '$.common_name') <> '';
update entry set holder = (select name.id from name where name.text = json_extract(entry.detail, '$.common_name'))
where event = 2 and json_valid(detail) and json_extract(detail, '$.common_name') <> '';
create index entry_by_credential on entry (credential, event, at, certificate, digest, valid_from, valid_to, holder) where credential is not null;
create index entry_by_certificate on entry (certificate, event, at, credential, digest, valid_from, valid_to, holder) where certificate is not null;

-- Since when a key was seen to serve. Null: not known, from before this was kept.
alter table service add column since integer;

-- Tokens that the API server called stale: they are good for longer than they were asked for.
create table stale_token (
    credential integer primary key references identifier
) strict;

-- User names under which a credential came in a request that named several ids. An authenticator names one: a front proxy wrote these.
create table crowded_use (
    credential integer not null references identifier,
    principal  integer not null references name,
    primary key (credential, principal)
) strict, without rowid;
