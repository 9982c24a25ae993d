-- Records that the API server called these tokens stale.
insert or rollback into stale_token (credential) values (?) on conflict do nothing
