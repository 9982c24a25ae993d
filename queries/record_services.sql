-- Records since when a resource of one log was seen to serve a resource of another, and whether a service agent called.
-- A row without a value in a column was written before that column existed, and the column stays empty.
insert into service (source, resource, scope, for_source, for_resource, since, by_agent) values (?, ?, ?, ?, ?, ?, ?)
on conflict do update set since = min(since, excluded.since), by_agent = max(by_agent, excluded.by_agent)
