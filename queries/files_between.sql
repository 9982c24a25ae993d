-- Which files were read after one and up to another, of which content, and which version had an object?
select id, name, bytes, content, (select version from object where url = name and object.file = file.id) as version
from file where id > ?1 and id <= ?2 order by id
