-- Is this object still to be read?
select count(*) as "count!: i64" from object where url = ? and file is null
