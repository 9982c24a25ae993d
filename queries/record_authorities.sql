-- Records public keys of certificate authorities.
insert into authority (name, key, stand, own) values (?, ?, ?, ?) on conflict do nothing
