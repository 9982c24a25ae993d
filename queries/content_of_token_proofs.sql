-- Which signatures of tokens were tried with a key, and how did each end?
select credential.kind as credential_kind, credential.value as credential, digest.kind as digest_kind, digest.value as digest,
    item.proof, item.key
from evidence_item as item
left join identifier as credential on credential.id = item.credential
left join identifier as digest on digest.id = item.digest
where item.proof <> 0 or item.key <> ''
order by 1, 2, 3, 4, 5, 6
