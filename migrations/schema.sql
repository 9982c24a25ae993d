-- The schema of a new database, made of the migrations: CREDTRAIL_WRITE_DOCS=1 cargo test --test integration stored::new_database

CREATE TABLE file (
    id         integer primary key,
    name       text    not null,
    content    blob    not null unique, -- 128-bit hash of the unpacked bytes and their number
    detected   text    not null,        -- packing and shapes
    bytes      integer not null,
    read       integer not null,        -- log entries in it, the rejected ones among them
    relevant   integer not null,
    duplicate  integer not null,
    rejected   integer not null
, origin text, unreadable_bodies integer not null default 0) strict;

CREATE TABLE name (
    id   integer primary key,
    text text not null unique
) strict;

CREATE TABLE entry (
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
    sha256                 blob    not null, length integer, holder integer references name, -- of the raw line
    unique (at, content)
) strict;

CREATE INDEX entry_by_resource on entry (resource, event);

CREATE TABLE usage (
    credential integer not null references identifier,
    principal  integer not null references name,
    cluster    integer not null references name,
    count      integer not null,
    first      integer not null,
    first_file integer not null references file,
    first_line integer not null,
    last       integer not null,
    last_file  integer not null references file,
    last_line  integer not null, first_offset integer, first_length integer, last_offset integer, last_length integer,
    primary key (credential, principal, cluster)
) strict, without rowid;

CREATE INDEX usage_by_principal on usage (principal, credential);

CREATE TABLE use_slot (
    slot integer primary key, -- number of ten minutes since 1970
    uses blob    not null     -- see src/store/slot.rs
) strict;

CREATE TABLE service (
    source       integer not null, -- 3 CA Service, 4 KMS
    resource     integer not null references name,
    scope        integer not null references name,
    for_source   integer not null, -- 2 GKE, 3 CA Service
    for_resource integer not null references name, since integer, by_agent integer,
    primary key (source, resource, scope, for_source, for_resource)
) strict, without rowid;

CREATE TABLE alias (
    text       text    not null,
    identifier integer not null references identifier,
    primary key (text, identifier)
) strict, without rowid;

CREATE TABLE coverage (
    source integer not null, -- 1 Kubernetes, 2 GKE, 3 CA Service, 4 KMS
    scope  integer not null references name,
    first  integer not null,
    last   integer not null,
    primary key (source, scope, first)
) strict, without rowid;

CREATE TABLE declared (
    source integer not null,
    first  integer not null,
    last   integer not null,
    primary key (source, first, last)
) strict, without rowid;

CREATE TABLE rejected (
    id     integer primary key,
    file   integer not null references file,
    line   integer not null,
    offset integer not null,
    sha256 blob    not null,
    reason text    not null,
    source integer not null, -- the logs it may belong to: 1 Kubernetes + 2 GKE + 4 CA Service + 8 KMS
    at     integer, length integer, scope text, first integer, last integer, tail blob, counted integer, -- when it was probably written
    unique (sha256)
) strict;

CREATE TABLE seed (
    value integer not null
) strict;

CREATE TABLE "evidence_item" (
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

CREATE TABLE "source_location" (
    id     integer primary key,
    file   integer not null references file,
    line   integer not null,
    offset integer not null,
    length integer not null,
    sha256 blob    not null -- of these bytes
) strict;

CREATE TABLE issuer (
    certificate integer primary key references identifier,
    authority   integer not null references name
) strict;

CREATE TABLE authority (
    name   integer not null references name,
    key    blob    not null, -- SubjectPublicKeyInfo, DER
    source_location  integer not null references "source_location", own integer not null default 0,
    primary key (name, key)
) strict, without rowid;

CREATE TABLE seal (
    identifier integer primary key references identifier, -- a certificate, or the digest of a revocation list
    authority  integer not null references name,
    scheme     integer not null, -- 1 RSA PKCS #1, 2 RSA PSS, 3 ECDSA, 4 Ed25519
    message    blob    not null, -- the digest, or what was signed for Ed25519
    signature  blob    not null
) strict;

CREATE INDEX seal_by_authority on seal (authority);

CREATE TABLE revoked_certificate (
    certificate integer references identifier,
    called      text    not null, -- another name of it, see alias
    pool        integer not null references name,
    at          integer not null,
    lasting     integer not null, -- 0 for ever, 1 on hold
    source_location       integer not null references "source_location"
) strict;

CREATE TABLE token_key (
    json text primary key, -- JWK
    kid  text not null
) strict, without rowid;

CREATE TABLE configuration (
    id        integer primary key,
    cluster   integer not null references name,
    told      integer not null, -- 1 created, 2 updated, 3 done, 4 failed, 5 described
    at        integer,          -- null for a description, which has no time
    operation text    not null,
    insert_id text    not null, -- empty where there is none
    keys      text    not null, -- JSON, src/configuration.rs
    file      integer not null references file,
    line      integer not null,
    offset    integer not null,
    length    integer not null,
    sha256    blob    not null  -- of the raw line
) strict;

CREATE UNIQUE INDEX configuration_once on configuration (cluster, told, ifnull(at, 0), operation, keys);

CREATE TABLE scan (
    id          integer primary key,
    began       integer not null,
    position    integer not null, -- the newest file that was there when it began
    window_from integer,          -- null: open
    window_to   integer,          -- null: open
    policy      blob    not null, -- SHA-256 of what it says
    tool        text    not null,
    without     integer not null, -- logs out of scope: 1 Kubernetes + 2 GKE + 4 CA Service + 8 KMS
    settling    integer not null,
    coverage    text    not null, -- JSON: log, scope, first, last of each stretch
    complete    integer not null,
    unproven    integer not null,
    broken      integer not null
, previous blob, hash blob) strict;

CREATE TABLE reported (
    kind     integer not null, -- the subject, as in identifier
    value    blob    not null,
    since    integer not null references scan,
    until    integer references scan, -- null: it stands
    findings text,             -- code:weight:log each; empty: nothing any more; null: it is no subject any more
    first    integer not null, -- the first and last moment that its records and uses speak of
    last     integer not null,
    from_at  integer not null, -- where a missing record of it would stand
    to_at    integer not null,
    file     integer not null, -- of what became known last, and when that was written
    file_at  integer not null,
    primary key (kind, value, since)
) strict, without rowid;

CREATE INDEX reported_since on reported (since);

CREATE INDEX reported_until on reported (until) where until is not null;

CREATE INDEX entry_by_requester on entry (requester) where requester is not null;

CREATE TABLE authority_certificate (
    certificate blob    not null, -- SHA-256 of the DER
    pool        integer not null references name, -- the pool that it issues for; the empty name where that is not told
    name        integer not null references name, -- its own, as in authority
    issuer      integer not null references name, -- that of whoever issued it
    subject     text    not null,
    valid_from  integer,
    valid_to    integer,
    source_location       integer not null references "source_location",
    primary key (certificate, pool)
) strict, without rowid;

CREATE TABLE pulled (
    source  integer not null, -- 1 Kubernetes, 2 GKE, 3 CA Service, 4 KMS
    scope   integer not null references name,
    first   integer not null, -- the first moment
    last    integer not null, -- the first moment after it
    settled integer not null, -- what is older than this had time to arrive before it was asked for
    oldest  integer,          -- the oldest entry that came; null: none did
    newest  integer,          -- the newest one
    primary key (source, scope, first)
) strict, without rowid;

CREATE TABLE object (
    url       text    primary key, -- scheme, bucket and key
    version   text    not null,    -- entity tag, generation or time of change
    size      integer not null,
    directory text,                -- of a file that a sink named by its hour: what stands before the date
    hour      integer,             -- and when that hour begins
    file      integer references file -- null: not read yet
) strict, without rowid;

CREATE INDEX object_unread on object (directory, hour) where file is null;

CREATE TABLE hour_heard (
    directory text    not null,
    hour      integer not null,
    scope     text    not null,
    source    integer not null, -- 1 Kubernetes, 2 GKE, 3 CA Service, 4 KMS
    first     integer not null,
    last      integer not null,
    primary key (directory, scope, hour, source)
) strict, without rowid;

CREATE TABLE notice (
    hook blob    primary key, -- SHA-256 of the address
    scan integer not null references scan
) strict, without rowid;

CREATE INDEX entry_by_recomputed on entry (recomputed_certificate, certificate, recomputed_digest, digest) where recomputed_certificate is not null;

CREATE INDEX entry_by_recomputed_digest on entry (recomputed_digest, digest) where recomputed_digest is not null;

CREATE TABLE identifier_by_value (
    kind  integer not null,
    value blob    not null,
    id    integer not null references identifier,
    primary key (kind, value)
) strict, without rowid;

CREATE TABLE "identifier" (
    id    integer primary key,
    kind  integer not null, -- 1 certificate, 2 token, 3 other, 4 digest to be signed
    value blob    not null  -- the bytes of a digest, the text of an id
) strict;

CREATE TABLE identifier_fresh (
    kind  integer not null,
    value blob    not null,
    id    integer not null references identifier,
    primary key (kind, value)
) strict, without rowid;

CREATE INDEX entry_by_certificate on entry (certificate, event, at, credential, digest, valid_from, valid_to, holder) where certificate is not null;

CREATE TABLE stale_token (
    credential integer primary key references identifier
) strict;

CREATE TABLE crowded_use (
    credential integer not null references identifier,
    principal  integer not null references name,
    primary key (credential, principal)
) strict, without rowid;

CREATE TABLE caller (
    source    integer not null, -- 3 CA Service (certified), 4 KMS (signed)
    principal integer not null references name,
    claimed   integer not null, -- by: 2 GKE, 3 CA Service
    claimer   integer not null references name, -- the cluster or CA pool
    count     integer not null,
    first     integer not null,
    primary key (source, principal, claimed, claimer)
) strict, without rowid;

CREATE INDEX entry_by_digest on entry (digest, event, at, credential, certificate, resource, detail is null, principal) where digest is not null;

CREATE TABLE recorded (
    source   integer not null, -- 2 GKE, 3 CA Service, 4 KMS
    issue    integer not null, -- 0 signature, 1 certificate, 2 token, 3 any entry of the permission type under which the log of a project records
    resource integer not null references name,
    first    integer not null,
    last     integer not null,
    primary key (source, issue, resource, first)
) strict, without rowid;

CREATE INDEX entry_by_credential on entry (credential, event, at, certificate, digest, valid_from, valid_to, holder, resource) where credential is not null;

CREATE TABLE again (
    sha256 blob    primary key, -- of the line that could not be read
    count  integer not null
) strict, without rowid;

CREATE TABLE switch (
    id        integer primary key,
    scope     integer not null references name, -- the project, folder or organization
    at        integer not null,
    action    integer not null, -- 0 not known, 1 added, 2 removed
    service   text    not null,
    log_type  text    not null,
    exempted  text    not null, -- empty where it is about everybody
    principal integer not null references name, -- who did it
    insert_id text    not null,
    file      integer not null references file,
    line      integer not null,
    offset    integer not null,
    length    integer not null,
    sha256    blob    not null  -- of the raw line
) strict;

CREATE UNIQUE INDEX switch_once on switch (scope, at, action, service, log_type, exempted, principal, insert_id);

CREATE TABLE signed_report (
    id       integer primary key,
    scan     integer not null unique references scan,
    previous blob    unique,         -- SHA-256 of the envelope before; null: this is the first
    sha256   blob    not null unique -- of the envelope
) strict;

CREATE INDEX authority_by_own on authority (name) where own = 1;

CREATE TABLE undecided (
    identifier integer primary key references identifier, -- a certificate, or the digest of a revocation list
    authority  integer not null references name,
    scheme     integer not null, -- as in seal
    message    blob    not null,
    signature  blob    not null
) strict;

CREATE INDEX undecided_by_authority on undecided (authority);

CREATE TABLE unread (
    path   blob primary key,
    name   text not null,
    reason text not null
) strict, without rowid;

CREATE UNIQUE INDEX evidence_item_once on evidence_item (kind, coalesce(credential, 0), coalesce(digest, 0));

CREATE INDEX evidence_item_by_credential on evidence_item (credential) where credential is not null;

CREATE INDEX evidence_item_by_digest on evidence_item (digest) where digest is not null;

CREATE TABLE dismissed (
    content blob primary key
) strict, without rowid;

CREATE TABLE provisional (
    identifier integer primary key references identifier, -- a certificate, or the digest of a revocation list
    authority  integer not null references name,
    scheme     integer not null, -- as in seal
    message    blob    not null,
    signature  blob    not null
) strict;

CREATE INDEX provisional_by_authority on provisional (authority);

CREATE TABLE signing_request (
    id              integer primary key,
    called          text    not null, -- metadata.name
    cluster         integer not null references name,
    uid             text    not null, -- metadata.uid; '' if not known
    at              integer not null,
    principal       integer not null references name,
    acting_as       integer references name, -- the impersonated user
    credential      integer references identifier,
    source_location integer not null references source_location
) strict;

CREATE UNIQUE INDEX signing_request_once on signing_request (called, at, cluster, uid, principal, coalesce(acting_as, 0), coalesce(credential, 0));

CREATE INDEX signing_request_by_credential on signing_request (credential) where credential is not null;

CREATE TABLE signing_answer (
    id          integer primary key,
    certificate integer not null references identifier,
    called      text    not null,
    cluster     integer not null references name,
    uid         text    not null,
    at          integer not null
) strict;

CREATE UNIQUE INDEX signing_answer_once on signing_answer (certificate, at, called, cluster, uid);

CREATE INDEX signing_answer_by_name on signing_answer (called, at);

CREATE TABLE issuer_name (
    certificate integer primary key references identifier,
    compared    blob not null
) strict;

CREATE TABLE list_issuer (
    name     integer primary key references name, -- name_id of revoked_serial
    compared blob not null
) strict;

CREATE TABLE "revoked_serial" (
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

CREATE UNIQUE INDEX revoked_serial_once on revoked_serial (serial, key_id, name_id, at, lasting, covers, coalesce(list, 0), coalesce(signature, 0));

CREATE UNIQUE INDEX revoked_once on revoked_certificate (coalesce(certificate, 0), called, pool, at, lasting);

CREATE INDEX signing_request_by_uid on signing_request (called, uid, at);

CREATE INDEX signing_request_by_cluster on signing_request (called, cluster, at);

CREATE VIEW answered_request as
select answer.id as answer, answer.certificate as certificate, answer.at as at, (
    select request.id from (
        -- The object of this uid.
        select * from (
            select id, cluster, uid, at, acting_as from signing_request
            where called = answer.called and uid = answer.uid and uid <> ''
                and at <= answer.at + case when answer.at % 1000000000 = 0 then 999999999 else 0 end
                and at >= answer.at - 27 * 3600000000000
            order by at desc limit 50
        )
        union all
        -- Objects of the name in the cluster, under its name as the answer has it.
        select * from (
            select id, cluster, uid, at, acting_as from signing_request
            where called = answer.called and cluster = answer.cluster
                and at <= answer.at + case when answer.at % 1000000000 = 0 then 999999999 else 0 end
                and at >= answer.at - 27 * 3600000000000
            order by at desc limit 50
        )
        union all
        -- Objects of the name in any cluster.
        select * from (
            select id, cluster, uid, at, acting_as from signing_request
            where called = answer.called
                and at <= answer.at + case when answer.at % 1000000000 = 0 then 999999999 else 0 end
                and at >= answer.at - 27 * 3600000000000
            order by at desc limit 50
        )
    ) as request
    where (request.uid = answer.uid or request.uid = '' or answer.uid = '')
        and (request.cluster = answer.cluster or exists (
            select 1 from name as one cross join name as other
            where one.id = request.cluster and other.id = answer.cluster and (
                one.text = '' or other.text = ''
                or (instr(one.text, '/') = 0 and substr(other.text, -length(one.text) - 1) = '/' || one.text)
                or (instr(other.text, '/') = 0 and substr(one.text, -length(other.text) - 1) = '/' || other.text)
            )
        ))
    order by request.at desc, request.uid = '', request.acting_as is null, request.id
    limit 1
) as request
from signing_answer as answer;

CREATE TABLE project_number (
    number  integer not null,
    project text    not null, -- the id
    primary key (number, project)
) strict, without rowid;

insert into seed (value) values (random());
