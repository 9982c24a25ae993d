-- Which signatures of this authority did none of its keys make?
select identifier, scheme, message, signature, authority from seal where authority = ?
