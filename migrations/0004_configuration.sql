-- What clusters were told to use: calls of CreateCluster and UpdateCluster, the ends of their operations, descriptions of
-- clusters. What is expected at a moment follows from it, and is not kept.
create table configuration (
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
create unique index configuration_once on configuration (cluster, told, ifnull(at, 0), operation, keys);
