-- Records that all signatures of this authority are undecided: more keys state its identifier than are tried.
insert into undecided (identifier, authority, scheme, message, signature)
select identifier, authority, scheme, message, signature from seal where authority = ?1
union all select identifier, authority, scheme, message, signature from provisional where authority = ?1
on conflict do nothing
