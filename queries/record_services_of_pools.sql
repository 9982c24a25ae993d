-- Which pool certified what a cluster issued, among the entries since this one?
insert into service (source, resource, scope, for_source, for_resource)
select distinct 3, certified.resource, certified.scope, 2, issued.resource
from entry as fresh
join entry as certified on certified.certificate = coalesce(fresh.certificate, fresh.credential) and certified.event = 2
join entry as issued on issued.credential = certified.certificate and issued.event >= 10
where fresh.id > ?
on conflict do nothing
