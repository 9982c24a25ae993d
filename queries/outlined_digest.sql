-- Which entries name this digest?
select event, at, credential, certificate, detail is null from entry where digest = ?1
