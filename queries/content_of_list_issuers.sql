-- By which name is each issuer of a revocation list compared?
select name.text as name, item.compared
from list_issuer as item left join name on name.id = item.name
order by 1, 2
