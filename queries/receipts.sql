-- Which receipts are there, in the order in which a file has them, and what does each prove?
select file, offset, length, sha256, 'entry' as of, id, at, content, null as kind, null as value, (select text from name where id = holder) as holder, line
from entry
union all select file, offset, length, sha256, 'unreadable line', id, null, null, null, null, null, line from rejected
where counted is null -- else a row for several lines, with a hash over all of them
union all select file, offset, length, sha256, 'evidence', id, null, null, null, null, null, line from evidence_item
union all select file, offset, length, sha256, 'evidence', id, null, null, null, null, null, line from source_location
union all select file, offset, length, sha256, 'configuration', id, null, null, null, null, null, line from configuration
union all select file, offset, length, sha256, 'audit setting', id, null, null, null, null, null, line from switch
union all select first_file, first_offset, first_length, null, 'use', id, first, null, kind, value, null, first_line
from usage join identifier on identifier.id = usage.credential
union all select last_file, last_offset, last_length, null, 'use', id, last, null, kind, value, null, last_line
from usage join identifier on identifier.id = usage.credential
order by file, offset, length
