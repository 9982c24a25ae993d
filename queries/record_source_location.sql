-- Records the place of some evidence.
insert into source_location (file, line, offset, length, sha256) values (?, ?, ?, ?, ?)
