-- Records serial numbers that a revocation list revokes.
insert into revoked_serial (key_id, name_id, serial, at, lasting, covers, list, signature, source_location) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
