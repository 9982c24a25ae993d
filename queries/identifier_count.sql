-- What are the highest numbers of an identifier and of a name?
select coalesce((select max(id) from identifier), 0), coalesce((select max(id) from name), 0)
