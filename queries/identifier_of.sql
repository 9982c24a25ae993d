-- Under which number is this identifier known?
select id from identifier where kind = ? and value = ?
