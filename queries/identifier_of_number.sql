-- What is this identifier?
select id, kind, value from identifier where id = ?
