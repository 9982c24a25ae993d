-- Records that so many complete lines begin like a line that could not be read, or that one certainly is that line.
insert into again (sha256, count) values (?1, iif(?3, 1, ?2))
on conflict do update set count = iif(?3, 1, count + ?2)
