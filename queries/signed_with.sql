-- What did this key version sign, by the records and evidence items that claim its digests?
select signed.digest as digest, coalesce(claim.credential, claim.certificate) as claimed,
    recomputed.certificate as recomputed, exhibit.credential as shown
from entry as signed
left join entry as claim on claim.digest = signed.digest and claim.event <> 3
left join entry as recomputed on recomputed.recomputed_digest = signed.digest
left join exhibit on exhibit.digest = signed.digest
where signed.resource = (select id from name where text = ?) and signed.event = 3 and signed.detail is null
