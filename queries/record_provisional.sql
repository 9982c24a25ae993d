-- Records that a signature counts as sound for now.
insert into provisional (identifier, authority, scheme, message, signature) values (?, ?, ?, ?, ?) on conflict do nothing
