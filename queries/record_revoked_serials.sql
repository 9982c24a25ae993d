-- Records serial numbers that a revocation list revokes.
insert into revoked_serial (key_id, name_id, serial, at, lasting, covers, list, source_location) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
