-- Records signatures of authorities that no key has verified yet.
insert into seal (identifier, authority, scheme, message, signature) values (?, ?, ?, ?, ?) on conflict do nothing
