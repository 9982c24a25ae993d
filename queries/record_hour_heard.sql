-- Records what was heard of a log in the hour that a file is of.
insert into hour_heard (directory, hour, scope, source, first, last) values (?, ?, ?, ?, ?, ?)
on conflict (directory, scope, hour, source) do update set first = min(first, excluded.first), last = max(last, excluded.last)
