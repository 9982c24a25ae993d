-- Records public keys of certificate authorities.
insert into authority (name, key, source_location, own) values (?, ?, ?, ?) on conflict do nothing
