-- Evidence: what is worked out from bytes beside the entries of the logs. Facts only: what is made of them is worked out anew.

-- What somebody has in hand: a file that is no log, or a part of one.
create table exhibit (
    id         integer primary key,
    kind       integer not null, -- 1 certificate, 2 an authority's own certificate, 3 signing request, 4 revocation list, 5 token
    credential integer references identifier,
    digest     integer references identifier,
    proof      integer not null, -- of a token's signature: 0 no key tried, 1 the key that it names did not make it, 2 this key made it
    key        text    not null, -- the key that was tried
    file       integer not null references file,
    line       integer not null,
    offset     integer not null,
    length     integer not null,
    sha256     blob    not null  -- of its bytes in the file
) strict;
create unique index exhibit_once on exhibit (kind, coalesce(credential, 0), coalesce(digest, 0));
create index exhibit_by_credential on exhibit (credential) where credential is not null;
create index exhibit_by_digest on exhibit (digest) where digest is not null;

-- Where the rest of the evidence stands: a line of a log, or a part of another file.
create table stand (
    id     integer primary key,
    file   integer not null references file,
    line   integer not null,
    offset integer not null,
    length integer not null,
    sha256 blob    not null -- of these bytes
) strict;

-- Who issued which certificate, by the key identifier or name that stands in it.
create table issuer (
    certificate integer primary key references identifier,
    authority   integer not null references name
) strict;

-- Public keys of certificate authorities, by each of their names.
create table authority (
    name   integer not null references name,
    key    blob    not null, -- SubjectPublicKeyInfo, DER
    stand  integer not null references stand,
    primary key (name, key)
) strict, without rowid;

-- Signatures of authorities that no key has verified: the key was not met yet, or it did not make them. A row goes when a key
-- verifies it. With the digest beside it no certificate need be kept.
create table seal (
    identifier integer primary key references identifier, -- a certificate, or the digest of a revocation list
    authority  integer not null references name,
    scheme     integer not null, -- 1 RSA PKCS #1, 2 RSA PSS, 3 ECDSA, 4 Ed25519
    message    blob    not null, -- the digest, or what was signed for Ed25519
    signature  blob    not null
) strict;
create index seal_by_authority on seal (authority);

-- What revocation lists revoke: serial numbers of an issuer.
create table revoked_serial (
    key_id  integer not null references name, -- the issuer's key identifier; its name where the list has none
    name_id integer not null references name, -- the issuer's name
    serial  text    not null,
    at      integer not null,
    lasting integer not null, -- 0 for ever, 1 on hold
    list    integer references identifier, -- the digest of the list
    stand   integer not null references stand,
    primary key (serial, key_id, name_id, at, lasting)
) strict, without rowid;

-- What CA Service says it revoked.
create table revoked_certificate (
    certificate integer references identifier,
    called      text    not null, -- another name of it, see alias
    pool        integer not null references name,
    at          integer not null,
    lasting     integer not null, -- 0 for ever, 1 on hold
    stand       integer not null references stand
) strict;
create unique index revoked_once on revoked_certificate (coalesce(certificate, 0), called, pool, at);

-- Public keys that tokens are verified with, without any secret part.
create table token_key (
    json text primary key, -- JWK
    kid  text not null
) strict, without rowid;
