-- Records serial numbers and SPIFFE IDs of certificates, by which they can be looked up.
insert or rollback into alias (text, identifier) values (?, ?) on conflict do nothing
