-- Records that a signature was tried with enough of the keys of its authority: the authority's own key did not make it.
insert into seal (identifier, authority, scheme, message, signature)
select identifier, authority, scheme, message, signature from undecided where identifier = ? on conflict do nothing
