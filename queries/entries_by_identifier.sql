-- Which entries mention one of these credentials (first list) or digests (second list), and are not known yet (third list)?
with credentials as materialized (select value as id from json_each(?1)), digests as materialized (select value as id from json_each(?2))
select
    id as "id!: i64", at as "at!: i64", event as "event!: i64", scope as "scope!: i64", resource as "resource!: i64",
    principal as "principal!: i64", insert_id as "insert_id!: String", credential as "credential: i64", certificate as "certificate: i64",
    digest as "digest: i64", recomputed_certificate as "recomputed_certificate: i64", recomputed_digest as "recomputed_digest: i64",
    requester as "requester: i64", valid_from as "valid_from: i64", valid_to as "valid_to: i64", detail as "detail: String",
    file as "file!: i64", line as "line!: i64", offset as "offset!: i64", sha256 as "sha256!: Vec<u8>"
from entry
where id in (
    select entry.id from credentials join entry on entry.credential = credentials.id
    union all select entry.id from credentials join entry on entry.certificate = credentials.id
    union all select entry.id from credentials join entry on entry.recomputed_certificate = credentials.id
    union all select entry.id from digests join entry on entry.digest = digests.id
    union all select entry.id from digests join entry on entry.recomputed_digest = digests.id
) and id not in (select value from json_each(?3))
