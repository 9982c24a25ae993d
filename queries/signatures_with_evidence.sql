-- For which digests that these keys signed is there an evidence item that may explain the signature?
select distinct evidence_item.digest
from evidence_item cross join entry on entry.digest = evidence_item.digest
where evidence_item.kind in (2, 3, 4, 6) and entry.event = 3 and entry.detail is null
    and +entry.resource in (select value from json_each(?))
