-- Records a listed object of a bucket; an object that was replaced has to be read again.
insert into object (url, version, size, directory, hour) values (?, ?, ?, ?, ?)
on conflict (url) do update set version = excluded.version, size = excluded.size, file = null
where version <> excluded.version or size <> excluded.size
