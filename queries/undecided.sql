-- Of which certificates is the signature undecided, because the authority that they name has too many keys?
select identifier.value, name.text as authority
from undecided
cross join identifier on identifier.id = undecided.identifier
join name on name.id = undecided.authority
where identifier.kind = 1
order by identifier.value
