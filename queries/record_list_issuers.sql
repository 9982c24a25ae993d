-- Records the names of the issuers of revocation lists.
insert into list_issuer (name, compared) values (?, ?) on conflict do nothing
