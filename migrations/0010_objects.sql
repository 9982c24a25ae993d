-- Objects of buckets: which were read, so that they are not fetched again, and which are listed and still to be read.
create table object (
    url       text    primary key, -- scheme, bucket and key
    version   text    not null,    -- entity tag, generation or time of change
    size      integer not null,
    directory text,                -- of a file that a sink named by its hour: what stands before the date
    hour      integer,             -- and when that hour begins
    file      integer references file -- null: not read yet
) strict, without rowid;
create index object_unread on object (directory, hour) where file is null;

-- What was heard of a log in such an hour. That a log was read through follows from it, and is not kept.
create table hour_heard (
    directory text    not null,
    hour      integer not null,
    scope     text    not null,
    source    integer not null, -- 1 Kubernetes, 2 GKE, 3 CA Service, 4 KMS
    first     integer not null,
    last      integer not null,
    primary key (directory, scope, hour, source)
) strict, without rowid;

-- Up to which scan a webhook has been told what changed. Its address may be a secret: only a hash of it is kept.
create table notice (
    hook blob    primary key, -- SHA-256 of the address
    scan integer not null references scan
) strict, without rowid;
