-- What is this identifier?
select kind, value from identifier where id = ?
