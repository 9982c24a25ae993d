-- Which items of evidence are there, and where does each stand?
select item.kind, credential.kind as credential_kind, credential.value as credential, digest.kind as digest_kind, digest.value as digest,
    file.name as file, item.line, item.offset, item.length, item.sha256
from evidence_item as item
left join identifier as credential on credential.id = item.credential
left join identifier as digest on digest.id = item.digest
left join file on file.id = item.file
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
