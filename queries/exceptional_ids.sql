-- Which identifiers have more than the entries that name them: recomputed bytes that give other identifiers, or an evidence item?
select recomputed_certificate from entry where recomputed_certificate is not null and recomputed_certificate is not certificate
union
select recomputed_digest from entry where recomputed_digest is not null and recomputed_digest is not digest
union
select certificate from entry where recomputed_certificate is not null
    and (recomputed_certificate is not certificate or (recomputed_digest is not null and recomputed_digest is not digest))
union
select credential from evidence_item where credential is not null
union
select digest from evidence_item where digest is not null
