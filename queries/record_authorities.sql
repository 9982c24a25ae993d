-- Records public keys of certificate authorities.
insert into authority (name, key, stand) values (?, ?, ?) on conflict do nothing
