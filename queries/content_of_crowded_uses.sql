-- Which credentials were used under which user names beside other credential ids of the same request?
select identifier.kind, identifier.value as credential, name.text as principal
from crowded_use left join identifier on identifier.id = crowded_use.credential
left join name on name.id = crowded_use.principal
order by 1, 2, 3
