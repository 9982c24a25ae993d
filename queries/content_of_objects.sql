-- Which objects of buckets were read, in which hour of a sink by their names, and what is the content of each?
-- Version and size only the bucket tells.
select object.url, object.directory, object.hour, file.content
from object join file on file.id = object.file
order by 1, 2, 3, 4
