-- Records other names of certificates.
insert or rollback into alias (text, identifier) values (?, ?) on conflict do nothing
