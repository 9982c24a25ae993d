-- What did this key version sign, by the records and evidence items that claim its digests?
with signed as (
    select distinct digest from entry
    where resource = (select id from name where text = ?) and event = 3 and detail is null
)
select signed.digest as digest, coalesce(claim.credential, claim.certificate) as claimed
from signed cross join entry as claim on claim.digest = signed.digest and claim.event < 3 -- not `<> 3`, which goes through all signatures
union
select signed.digest, coalesce(claim.credential, claim.certificate)
from signed cross join entry as claim on claim.digest = signed.digest and claim.event > 3
union
select signed.digest, recomputed.certificate
from signed cross join entry as recomputed on recomputed.recomputed_digest = signed.digest
union
select signed.digest, evidence_item.credential from signed cross join evidence_item on evidence_item.digest = signed.digest
union
select digest, null from signed
order by 1, 2
