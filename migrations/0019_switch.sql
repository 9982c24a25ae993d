-- When audit settings of projects, folders and organizations were changed, as far as they are about a log that records issuances: see
-- src/coverage/switch.rs.
create table switch (
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
create unique index switch_once on switch (scope, at, action, service, log_type, exempted, principal, insert_id);
