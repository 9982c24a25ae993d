-- Which key serves which CA of a pool, since when, and by whose calls?
-- Older versions did not record these services.
select item.source, resource.text as resource, scope.text as scope, item.for_source, served.text as for_resource, item.since, item.by_agent
from service as item
left join name as resource on resource.id = item.resource
left join name as scope on scope.id = item.scope
left join name as served on served.id = item.for_resource
where served.text like '%/certificateAuthorities/%'
order by 1, 2, 3, 4, 5, 6, 7
