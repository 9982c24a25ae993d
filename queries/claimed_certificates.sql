-- Which creations of certificates does a cluster claim, among the pairs with a record after this entry?
select certified.resource, certified.scope, certified.principal, certified.at, 2, issued.resource
from entry as certified
cross join entry as issued on issued.credential = certified.certificate
where certified.id > ?1 and certified.event = 2 and issued.event >= 10
union all
select certified.resource, certified.scope, certified.principal, certified.at, 2, issued.resource
from entry as issued
cross join entry as certified on certified.certificate = issued.credential
where issued.id > ?1 and certified.id <= ?1 and certified.event = 2 and issued.event >= 10
