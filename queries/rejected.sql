-- Which lines could not be read?
select file.name, rejected.line, rejected.offset, rejected.length, rejected.sha256, rejected.reason, rejected.source, rejected.scope,
    rejected.first, rejected.last
from rejected join file on file.id = rejected.file
order by rejected.reason, rejected.sha256
