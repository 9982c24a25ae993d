-- Records that a webhook was notified of the changes up to a scan.
insert into notice (hook, scan) values (?, ?)
on conflict (hook) do update set scan = max(scan, excluded.scan)
