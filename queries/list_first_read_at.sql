-- Where was a revocation list first read?
select file, offset from evidence_item where kind = 4 and digest = ?
