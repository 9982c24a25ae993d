-- Which lines that could not be read come after this one?
select id, line, offset, length, sha256, reason, source, scope, first, last, tail
from rejected where id > ? order by id limit ?
