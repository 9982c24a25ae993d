-- Windows in which the Logging API was asked for everything, and gave it. Entries and the end of their window are written together,
-- so that this is also where the next run goes on.
create table pulled (
    source  integer not null, -- 1 Kubernetes, 2 GKE, 3 CA Service, 4 KMS
    scope   integer not null references name,
    first   integer not null, -- the first moment
    last    integer not null, -- the first moment after it
    settled integer not null, -- what is older than this had time to arrive before it was asked for
    oldest  integer,          -- the oldest entry that came; null: none did
    newest  integer,          -- the newest one
    primary key (source, scope, first)
) strict, without rowid;

-- Pages of one log are named together in reports. Null for files.
alter table file add column origin text;
