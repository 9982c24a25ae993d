-- A row for so many lines of one log that are counted and not kept one by one, with a hash over the hashes of all of them. Null: one line.
-- The count stood in the reason before.
alter table rejected add column counted integer;
update rejected set counted = cast(reason as integer)
where reason glob '[0-9]* more lines of this log could not be read, the first of them here: counted, not kept one by one';

-- Whether the name is the identifier that is worked out from the key itself (RFC 5280 section 4.2.1.2), and not only stated beside it.
alter table authority add column own integer not null default 0;
create index authority_by_own on authority (name) where own = 1;

-- Signatures of authorities that have more keys than are tried: none of those that were tried made them.
create table undecided (
    identifier integer primary key references identifier, -- a certificate, or the digest of a revocation list
    authority  integer not null references name,
    scheme     integer not null, -- as in seal
    message    blob    not null,
    signature  blob    not null
) strict;
create index undecided_by_authority on undecided (authority);
