-- Which clusters, CA pools and key versions recorded how many issuances in this time, and by which callers of CA Service and Cloud KMS?
select entry.event, resource.text as resource, caller.text as principal, min(entry.at) as first, max(entry.at) as last, count(*) as issuances
from entry
    join name as resource on resource.id = entry.resource
    join name as caller on caller.id = entry.principal
where entry.at >= ?1 and entry.at <= ?2
    and (entry.event <> 1 or (select kind from identifier where identifier.id = entry.credential) = 2) -- of requests, those for tokens
    and (entry.event <> 3 or entry.detail is null) -- a refused call signed nothing
group by entry.event, entry.resource, case when entry.event in (2, 3) then entry.principal end
