-- Adds uses to the usage total of a credential with a user name in a cluster.
insert or rollback into usage (credential, principal, cluster, count, first, first_file, first_line, first_offset, first_length, last, last_file, last_line, last_offset, last_length)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (credential, principal, cluster) do update set
    count = count + excluded.count,
    first_file = iif(excluded.first < first, excluded.first_file, first_file),
    first_line = iif(excluded.first < first, excluded.first_line, first_line),
    first_offset = iif(excluded.first < first, excluded.first_offset, first_offset),
    first_length = iif(excluded.first < first, excluded.first_length, first_length),
    first = min(first, excluded.first),
    last_file = iif(excluded.last > last, excluded.last_file, last_file),
    last_line = iif(excluded.last > last, excluded.last_line, last_line),
    last_offset = iif(excluded.last > last, excluded.last_offset, last_offset),
    last_length = iif(excluded.last > last, excluded.last_length, last_length),
    last = max(last, excluded.last)
