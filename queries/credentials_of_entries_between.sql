-- Which credentials do entries of this window name, directly or by a digest?
select credential as id from entry where at >= ?1 and at < ?2 and credential is not null
union
select certificate from entry where at >= ?1 and at < ?2 and certificate is not null
union
select recomputed_certificate from entry where at >= ?1 and at < ?2 and recomputed_certificate is not null
union
select coalesce(claim.credential, claim.certificate)
from entry as signed join entry as claim on claim.digest = signed.digest
where signed.at >= ?1 and signed.at < ?2 and signed.event = 3 and coalesce(claim.credential, claim.certificate) is not null
union
select claim.certificate
from entry as signed join entry as claim on claim.recomputed_digest = signed.digest
where signed.at >= ?1 and signed.at < ?2 and signed.event = 3 and claim.certificate is not null
union
select evidence_item.credential
from entry as signed join evidence_item on evidence_item.digest = signed.digest
where signed.at >= ?1 and signed.at < ?2 and signed.event = 3 and evidence_item.credential is not null
