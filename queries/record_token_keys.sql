-- Records public keys that verify tokens.
insert into token_key (json, kid) values (?, ?) on conflict do nothing
