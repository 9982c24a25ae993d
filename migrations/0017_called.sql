-- Whether a key that was seen to serve was ever called by a service agent of Google, or by somebody whom the log does not name: 1; only by
-- others: 0. None where that was not kept (src/store/callers.rs).
alter table service add column by_agent integer;
