-- Records lines that could not be read; the same line again is the same rejection.
insert into rejected (file, line, offset, length, sha256, reason, source, scope, first, last, tail)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
