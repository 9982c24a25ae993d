-- Signatures of authorities that count as sound for now: a key made them that only states the identifier of the authority, or such a key is
-- of a kind that cannot be tried. The key from which the identifier is worked out decides them when it is met.
create table provisional (
    identifier integer primary key references identifier, -- a certificate, or the digest of a revocation list
    authority  integer not null references name,
    scheme     integer not null, -- as in seal
    message    blob    not null,
    signature  blob    not null
) strict;
create index provisional_by_authority on provisional (authority);
