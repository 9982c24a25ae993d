-- Records lines that could not be read; a line that is known is not recorded again.
insert into rejected (file, line, offset, length, sha256, reason, source, scope, first, last, tail, counted)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
