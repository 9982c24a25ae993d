-- What is the highest number of an identifier, and of a name?
select coalesce((select max(id) from identifier), 0) as "identifiers!: i64", coalesce((select max(id) from name), 0) as "names!: i64"
