-- Which signatures of this authority were tried with some of its many keys?
select identifier, scheme, message, signature, authority from undecided where authority = ?
