-- Which of these digests, signed by issuing keys, does no record claim?
select id as digest, value
from identifier
where id in (select value from json_each(?))
    and not exists (select 1 from entry as claim where claim.digest = identifier.id and claim.event < 3) -- not `<> 3`, which goes through all signatures
    and not exists (select 1 from entry as claim where claim.digest = identifier.id and claim.event > 3)
    and not exists (select 1 from entry as claim where claim.recomputed_digest = identifier.id)
