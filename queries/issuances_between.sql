-- How many issuances did a cluster, CA pool or key version record in this time, by event and caller?
select entry.event, caller.text as principal, count(*) as issuances
from entry join name as resource on resource.id = entry.resource join name as caller on caller.id = entry.principal
where entry.at >= ?1 and entry.at <= ?2 and +entry.resource = resource.id and resource.text = ?3
    and (entry.event <> 3 or entry.detail is null) -- a refused call signed nothing
group by entry.event, caller.text
