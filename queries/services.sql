-- Which resource of one log was seen to serve which resource of another, since when, and did a service agent call?
select service.source, resource.text as resource, scope.text as scope, service.for_source, served.text as for_resource,
    service.since, service.by_agent
from service
join name as resource on resource.id = service.resource
join name as scope on scope.id = service.scope
join name as served on served.id = service.for_resource
order by service.source, resource.text, scope.text, service.for_source, served.text
