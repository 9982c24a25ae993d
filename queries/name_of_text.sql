-- Is this text known, and under which number?
select id from name where text = ?
