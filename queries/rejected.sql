-- Which lines could not be read?
select file.name, rejected.line, rejected.offset, rejected.length, rejected.sha256, rejected.reason, rejected.source, rejected.scope,
    rejected.first, rejected.last, coalesce(again.count, 0) as again, rejected.counted
from rejected join file on file.id = rejected.file
left join again on again.sha256 = rejected.sha256
order by rejected.id
