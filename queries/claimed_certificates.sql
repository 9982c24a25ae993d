-- Who certified the certificates of a range of numbers?
select certificate, event, resource, scope, principal, at, id, detail
from entry where certificate >= ?1 and certificate < ?2 and event = 2
order by certificate
