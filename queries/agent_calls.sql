-- When did service agents sign or certify in each project, by stretches of ten minutes?
select entry.event + 1 as source, scope.text as scope, who.text as agent, min(entry.at) as first, max(entry.at) as last
from entry
join name as scope on scope.id = entry.scope
join name as who on who.id = entry.principal
where (entry.event = 2 or (entry.event = 3 and entry.detail is null)) and who.text like '%service-%@%'
group by entry.event, entry.scope, entry.principal, entry.at / 600000000000
order by entry.event, scope.text, who.text, first
