-- Records the place of some evidence.
insert into stand (file, line, offset, length, sha256) values (?, ?, ?, ?, ?)
