-- Records where some evidence stands.
insert into stand (file, line, offset, length, sha256) values (?, ?, ?, ?, ?)
