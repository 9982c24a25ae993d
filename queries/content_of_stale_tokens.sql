-- Which tokens did the API server call stale?
select identifier.kind, identifier.value as credential
from stale_token left join identifier on identifier.id = stale_token.credential
order by 1, 2
