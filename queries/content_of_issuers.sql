-- Which authority issued each certificate of the evidence?
select identifier.kind, identifier.value as certificate, name.text as authority
from issuer left join identifier on identifier.id = issuer.certificate
left join name on name.id = issuer.authority
order by 1, 2, 3
