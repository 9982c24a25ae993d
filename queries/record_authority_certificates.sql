-- Records certificates of authorities.
insert into authority_certificate (pool, name, issuer, certificate, subject, valid_from, valid_to, source_location) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
