-- What scans reported: history, so that the next one can tell what is new. Never judged from.
create table scan (
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
) strict;

-- What was reported of a subject, from one scan until another said something else.
create table reported (
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
create index reported_since on reported (since);
create index reported_until on reported (until) where until is not null;
