-- Records who issued which certificate.
insert into issuer (certificate, authority) values (?, ?) on conflict do nothing
