-- Of which identifiers is there more than entries that name them: bytes that give others, or something in hand?
select recomputed_certificate from entry where recomputed_certificate is not null and recomputed_certificate is not certificate
union
select recomputed_digest from entry where recomputed_digest is not null and recomputed_digest is not digest
union
select certificate from entry where recomputed_certificate is not null
    and (recomputed_certificate is not certificate or (recomputed_digest is not null and recomputed_digest is not digest))
union
select credential from exhibit where credential is not null
union
select digest from exhibit where digest is not null
