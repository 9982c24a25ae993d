-- Records that a webhook has been told what changed up to a scan.
insert into notice (hook, scan) values (?, ?)
on conflict (hook) do update set scan = max(scan, excluded.scan)
