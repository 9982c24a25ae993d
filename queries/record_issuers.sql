-- Records the issuers of certificates.
insert into issuer (certificate, authority) values (?, ?) on conflict do nothing
