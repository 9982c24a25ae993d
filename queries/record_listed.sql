-- Notes an object of a bucket that is there to be read; one that was replaced is to be read again.
insert into object (url, version, size, directory, hour) values (?, ?, ?, ?, ?)
on conflict (url) do update set version = excluded.version, size = excluded.size, file = null
where version <> excluded.version or size <> excluded.size
