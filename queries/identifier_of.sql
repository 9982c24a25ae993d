-- What is the number of this identifier?
select id from identifier_by_value where kind = ? and value = ?
