-- Under which number is this identifier known?
select id as "id!: i64" from identifier where kind = ? and value = ?
