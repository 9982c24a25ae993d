-- Which lines could not be read, and where does each stand?
select rejected.sha256, file.name as file, rejected.line, rejected.offset, rejected.length, rejected.reason, rejected.source, rejected.at,
    rejected.scope, rejected.first, rejected.last, rejected.tail, rejected.counted
from rejected left join file on file.id = rejected.file
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
