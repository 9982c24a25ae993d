-- Keeps what a cluster was told to use.
insert into configuration (cluster, told, at, operation, keys, file, line, offset, sha256)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
on conflict do nothing
