-- Records the keys and pools that a cluster is configured to use.
insert into configuration (cluster, told, at, operation, insert_id, keys, file, line, offset, length, sha256)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
on conflict do nothing
