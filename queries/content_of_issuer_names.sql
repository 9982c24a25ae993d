-- By which name is the issuer of each certificate of the evidence compared?
select identifier.kind, identifier.value as certificate, item.compared
from issuer_name as item left join identifier on identifier.id = item.certificate
order by 1, 2, 3
