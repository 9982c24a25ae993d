-- Which principals made the signatures and certificates that clusters and pools claim, how often and since when?
select caller.source, caller.principal, who.text, caller.claimed, caller.claimer, served.text, caller.count, caller.first
from caller
join name as who on who.id = caller.principal
join name as served on served.id = caller.claimer
order by caller.source, who.text, served.text
