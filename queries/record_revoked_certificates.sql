-- Records certificates that CA Service revoked by its log.
insert into revoked_certificate (certificate, called, pool, at, lasting, source_location) values (?, ?, ?, ?, ?, ?) on conflict do nothing
