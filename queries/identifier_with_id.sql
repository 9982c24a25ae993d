-- Which identifier has this number?
select id, kind, value from identifier where id = ?
