-- Records that a signature is undecided: more keys state the identifier of its authority than are tried.
insert into undecided (identifier, authority, scheme, message, signature) values (?, ?, ?, ?, ?) on conflict do nothing
