-- Which entries mention one of these credentials (first list) or digests (second list), and are not known yet (third list)?
-- All of them as one JSON text: a row each would cost more than what is in it.
with credentials as materialized (select value as id from json_each(?1)), digests as materialized (select value as id from json_each(?2))
select json_group_array(json_array(
    id, at, event, scope, resource, principal, insert_id, credential, certificate, digest, recomputed_certificate,
    recomputed_digest, requester, valid_from, valid_to, detail, file, line, offset, length, hex(sha256)
)) as "rows!: String"
from entry
where id in (
    select entry.id from credentials join entry on entry.credential = credentials.id
    union all select entry.id from credentials join entry on entry.certificate = credentials.id
    union all select entry.id from credentials join entry on entry.recomputed_certificate = credentials.id
    union all select entry.id from digests join entry on entry.digest = digests.id
    union all select entry.id from digests join entry on entry.recomputed_digest = digests.id
) and id not in (select value from json_each(?3))
