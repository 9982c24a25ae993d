-- Records that so many whole lines begin as one that could not be read; or that one does which is its own for certain.
insert into again (sha256, count) values (?1, iif(?3, 1, ?2))
on conflict do update set count = iif(?3, 1, count + ?2)
