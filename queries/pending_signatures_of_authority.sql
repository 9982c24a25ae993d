-- Which signatures of this authority has no key verified?
select identifier, scheme, message, signature, authority from seal where authority = ?
