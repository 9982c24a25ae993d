-- Adds uses to what is known of a credential with a user name on a cluster.
insert into usage (credential, principal, cluster, count, first, first_file, first_line, last, last_file, last_line)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (credential, principal, cluster) do update set
    count = count + excluded.count,
    first_file = iif(excluded.first < first, excluded.first_file, first_file),
    first_line = iif(excluded.first < first, excluded.first_line, first_line),
    first = min(first, excluded.first),
    last_file = iif(excluded.last > last, excluded.last_file, last_file),
    last_line = iif(excluded.last > last, excluded.last_line, last_line),
    last = max(last, excluded.last)
