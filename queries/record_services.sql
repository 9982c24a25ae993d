-- Records since when a resource of one log was seen to serve one of another, and whether an agent had it do so.
-- A row from before a column was kept has none, and keeps none.
insert into service (source, resource, scope, for_source, for_resource, since, by_agent) values (?, ?, ?, ?, ?, ?, ?)
on conflict do update set since = min(since, excluded.since), by_agent = max(by_agent, excluded.by_agent)
