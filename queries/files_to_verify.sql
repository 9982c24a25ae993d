-- Which files were read, and of which content?
select id, name, content, bytes, origin from file order by id
