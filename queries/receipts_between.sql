-- Which lines of the files after one and up to another are receipts, in the order in which a file has them?
select file, offset, sha256 from entry where file > ?1 and file <= ?2
union select file, offset, sha256 from rejected where file > ?1 and file <= ?2
and reason not like '%: counted, not kept one by one' -- a row for several lines (src/model/omitted.rs), with a hash over all of them
union select file, offset, sha256 from evidence_item where file > ?1 and file <= ?2
union select file, offset, sha256 from source_location where file > ?1 and file <= ?2
union select file, offset, sha256 from configuration where file > ?1 and file <= ?2
union select file, offset, sha256 from switch where file > ?1 and file <= ?2
order by file, offset, sha256
