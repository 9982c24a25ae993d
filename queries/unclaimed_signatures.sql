-- Which signatures of these keys in this window does no record claim?
select distinct entry.digest as digest
from entry join identifier on identifier.id = entry.digest
where entry.event = 3 and entry.detail is null and entry.at >= ?1 and entry.at < ?2
    and +entry.resource in (select value from json_each(?3)) -- `+` keeps SQLite from the index over resources, which has no time
    and not exists (select 1 from entry as claim where claim.digest = entry.digest and claim.event <> 3)
    and not exists (select 1 from entry as claim where claim.recomputed_digest = entry.digest)
order by identifier.value
