-- Records what CA Service says it revoked.
insert into revoked_certificate (certificate, called, pool, at, lasting, stand) values (?, ?, ?, ?, ?, ?) on conflict do nothing
