-- Records other names of certificates.
insert into alias (text, identifier) values (?, ?) on conflict do nothing
