-- Who has signed or certified what a cluster or pool claims, how often, and since when?
select caller.source, principal.text as principal, caller.claimed, claimer.text as claimer, caller.count, caller.first
from caller
left join name as principal on principal.id = caller.principal
left join name as claimer on claimer.id = caller.claimer
order by 1, 2, 3, 4, 5, 6
