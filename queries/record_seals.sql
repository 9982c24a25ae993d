-- Records signatures of authorities that are still to be verified.
insert into seal (identifier, authority, scheme, message, signature) values (?, ?, ?, ?, ?) on conflict do nothing
