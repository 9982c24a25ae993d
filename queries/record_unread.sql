-- Records that an input is not read, and why.
insert into unread (path, name, reason) values (?, ?, ?)
on conflict (path) do update set name = excluded.name, reason = excluded.reason
