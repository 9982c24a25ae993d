-- Records public keys for tokens.
insert into token_key (json, kid) values (?, ?) on conflict do nothing
