-- Which files were read?
select id, name from file order by id
