-- Which names does each identifier have beside its own?
select text, identifier.kind, identifier.value
from alias left join identifier on identifier.id = alias.identifier
order by 1, 2, 3
