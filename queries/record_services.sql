-- Records since when a resource of one log was seen to serve one of another. A row from before times were kept has none, and keeps none.
insert into service (source, resource, scope, for_source, for_resource, since) values (?, ?, ?, ?, ?, ?)
on conflict do update set since = excluded.since where excluded.since < since
