-- Records the first and the last entry of a log in the hour of a sink's file.
insert into hour_heard (directory, hour, scope, source, first, last) values (?, ?, ?, ?, ?, ?)
on conflict (directory, scope, hour, source) do update set first = min(first, excluded.first), last = max(last, excluded.last)
