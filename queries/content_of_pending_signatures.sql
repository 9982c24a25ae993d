-- Which signatures of authorities wait for a key?
select identifier.kind, identifier.value as identifier, name.text as authority, item.scheme, item.message, item.signature
from seal as item left join identifier on identifier.id = item.identifier
left join name on name.id = item.authority
order by 1, 2, 3, 4, 5, 6
