-- Which signatures of this authority wait for the key from which its identifier is worked out?
select identifier, scheme, message, signature, authority from seal where authority = ?1
union all select identifier, scheme, message, signature, authority from undecided where authority = ?1
union all select identifier, scheme, message, signature, authority from provisional where authority = ?1
