-- Which evidence items mention one of these credentials (first list) or digests (second list), and are not known yet (third list)?
-- The rows come as one JSON text: separate rows would cost more than their content.
select json_group_array(json_array(id, kind, credential, digest, proof, key, file, line, offset, length, hex(sha256))) as rows
from evidence_item
where id in (
    select evidence_item.id from json_each(?1) as wanted join evidence_item on evidence_item.credential = wanted.value
    union all select evidence_item.id from json_each(?2) as wanted join evidence_item on evidence_item.digest = wanted.value
) and id not in (select value from json_each(?3))
