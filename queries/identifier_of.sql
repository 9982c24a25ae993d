-- Under which number is this identifier known?
select id from identifier_by_value where kind = ? and value = ?
