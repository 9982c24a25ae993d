-- Which receipts lie outside of their files, or have no hash of a line?
with receipt as (
    select 'entry' as of, id, file, line, offset, length, length(sha256) as hash from entry
    union all select 'rejected', id, file, line, offset, length, length(sha256) from rejected
    union all select 'evidence_item', id, file, line, offset, length, length(sha256) from evidence_item
    union all select 'source_location', id, file, line, offset, length, length(sha256) from source_location
    union all select 'configuration', id, file, line, offset, length, length(sha256) from configuration
    union all select 'switch', id, file, line, offset, length, length(sha256) from switch
    union all select 'usage', credential, first_file, first_line, first_offset, first_length, 32 from usage
    union all select 'usage', credential, last_file, last_line, last_offset, last_length, 32 from usage
)
select receipt.of, receipt.id, file.name, receipt.line
from receipt join file on file.id = receipt.file
where receipt.line < 1 or receipt.offset < 0 or receipt.length < 0 or receipt.hash <> 32
    or receipt.offset + ifnull(receipt.length, 0) > file.bytes
