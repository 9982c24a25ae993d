-- Which signatures of issuing keys, in this window, does nothing claim?
select distinct entry.digest as "digest!: i64"
from entry join identifier on identifier.id = entry.digest
where entry.event = 3 and entry.detail is null and entry.at >= ?1 and entry.at < ?2
    and +entry.resource in ( -- "+": not by the index of resources, which knows no time
        select resource from service where source = 4
        union select name.id from name join json_each(?3) as listed on listed.value = name.text
    )
    and not exists (select 1 from entry as claim where claim.digest = entry.digest and claim.event <> 3)
    and not exists (select 1 from entry as claim where claim.recomputed_digest = entry.digest)
    and not exists (select 1 from exhibit where exhibit.digest = entry.digest and exhibit.kind in (2, 3, 4, 6))
order by identifier.value
