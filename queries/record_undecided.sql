-- Records that this signature was tried with some of the many keys of its authority, and that none of them made it.
insert into undecided (identifier, authority, scheme, message, signature)
select identifier, authority, scheme, message, signature from seal where identifier = ? on conflict do nothing
