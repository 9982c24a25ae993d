-- Which signatures of authorities count as sound until the authority's own key is met?
select identifier.kind, identifier.value as identifier, name.text as authority, item.scheme, item.message, item.signature
from provisional as item left join identifier on identifier.id = item.identifier
left join name on name.id = item.authority
order by 1, 2, 3, 4, 5, 6
