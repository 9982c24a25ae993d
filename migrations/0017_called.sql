-- Whether a key that was seen to serve was ever called by a service agent of Google, or by somebody whom the log does not name: 1; only by
-- others: 0. None where that was not kept (src/store/callers.rs).
alter table service add column by_agent integer;

-- How a line that could not be read ends (src/log/cut.rs).
alter table rejected add column tail blob;

-- How many whole lines that were read later begin as one that could not be read: one is its own.
create table again (
    sha256 blob    primary key, -- of the line that could not be read
    count  integer not null
) strict, without rowid;
