-- Two kinds of facts: entries of the issuance side, kept one by one with a receipt, and uses, which are up to 99 % of all
-- lines and are kept small. Verdicts are never stored. Times are nanoseconds since 1970, UTC.

-- Files that were read, told apart by their (unpacked) content.
create table file (
    id         integer primary key,
    name       text    not null,
    content    blob    not null unique, -- 128-bit hash of the unpacked bytes and their number
    detected   text    not null,        -- packing and shapes
    bytes      integer not null,
    read       integer not null,        -- log entries in it, the rejected ones among them
    relevant   integer not null,
    duplicate  integer not null,
    rejected   integer not null
) strict;

-- Principals, clusters, projects, key versions, CA pools: texts that come again and again.
create table name (
    id   integer primary key,
    text text not null unique
) strict;

-- Nodes of the lineage graph.
create table identifier (
    id    integer primary key,
    kind  integer not null, -- 1 certificate, 2 token, 3 other, 4 digest to be signed
    value blob    not null, -- the bytes of a digest, the text of an id
    unique (kind, value)
) strict;

-- Entries of the issuance side.
create table entry (
    id                     integer primary key,
    at                     integer not null,
    content                integer not null, -- 64 bits of SHA-256 over project, insertId and what it says
    event                  integer not null, -- 1 requested, 2 certified, 3 signed, 10 and up issued (by method)
    scope                  integer not null references name,
    resource               integer not null references name, -- cluster, CA pool or key version
    principal              integer not null references name,
    insert_id              text    not null,
    credential             integer references identifier,
    certificate            integer references identifier,
    digest                 integer references identifier,
    recomputed_certificate integer references identifier,
    recomputed_digest      integer references identifier,
    requester              integer references identifier, -- ancestry: never joins lineages
    valid_from             integer,
    valid_to               integer,
    detail                 text,    -- JSON: the holder of a certificate, the code of a refusal
    file                   integer not null references file,
    line                   integer not null,
    offset                 integer not null,
    sha256                 blob    not null, -- of the raw line
    unique (at, content)
) strict;
create index entry_by_credential on entry (credential) where credential is not null;
create index entry_by_certificate on entry (certificate) where certificate is not null;
create index entry_by_recomputed on entry (recomputed_certificate) where recomputed_certificate is not null;
create index entry_by_digest on entry (digest) where digest is not null;
create index entry_by_recomputed_digest on entry (recomputed_digest) where recomputed_digest is not null;
create index entry_by_resource on entry (resource, event);

-- Uses, one row for a credential with a user name on a cluster.
create table usage (
    credential integer not null references identifier,
    principal  integer not null references name,
    cluster    integer not null references name,
    count      integer not null,
    first      integer not null,
    first_file integer not null references file,
    first_line integer not null,
    last       integer not null,
    last_file  integer not null references file,
    last_line  integer not null,
    primary key (credential, principal, cluster)
) strict, without rowid;
create index usage_by_principal on usage (principal, credential);

-- All uses of ten minutes, packed: what has been seen (for exact de-duplication) and when (for windows).
create table use_slot (
    slot integer primary key, -- number of ten minutes since 1970
    uses blob    not null     -- see src/store/slot.rs
) strict;

-- Which resource of one log was seen to serve which resource of another: the key that signs for a cluster, the pool that
-- certifies for it. Follows from entries that share an identifier.
create table service (
    source       integer not null, -- 3 CA Service, 4 KMS
    resource     integer not null references name,
    scope        integer not null references name,
    for_source   integer not null, -- 2 GKE, 3 CA Service
    for_resource integer not null references name,
    primary key (source, resource, scope, for_source, for_resource)
) strict, without rowid;

-- Serial numbers and SPIFFE IDs of certificates, for lookups.
create table alias (
    text       text    not null,
    identifier integer not null references identifier,
    primary key (text, identifier)
) strict, without rowid;

-- Stretches of time in which a log was heard.
create table coverage (
    source integer not null, -- 1 Kubernetes, 2 GKE, 3 CA Service, 4 KMS
    scope  integer not null references name,
    first  integer not null,
    last   integer not null,
    primary key (source, scope, first)
) strict, without rowid;

-- Stretches of which the user says that all entries were read.
create table declared (
    source integer not null,
    first  integer not null,
    last   integer not null,
    primary key (source, first, last)
) strict, without rowid;

-- Lines that could not be read.
create table rejected (
    id     integer primary key,
    file   integer not null references file,
    line   integer not null,
    offset integer not null,
    sha256 blob    not null,
    reason text    not null,
    source integer not null, -- the logs it may belong to: 1 Kubernetes + 2 GKE + 4 CA Service + 8 KMS
    at     integer, -- when it was probably written
    unique (sha256)
) strict;

-- Seeds the hash of file contents, so that nobody can make two files that look the same here.
create table seed (
    value integer not null
) strict;
insert into seed (value) values (random());
