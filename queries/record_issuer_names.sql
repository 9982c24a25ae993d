-- Records the names of the issuers of certificates.
insert into issuer_name (certificate, compared) values (?, ?) on conflict do nothing
