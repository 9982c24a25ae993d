-- Which certificates and tokens were used under this user name in this cluster, the first in the order of their values?
select id, kind, value
from (
    select distinct credential from usage
    where principal = (select id from name where text = ?) and cluster = (select id from name where text = ?)
) as presented
    cross join identifier on identifier.id = presented.credential
where kind < 3
order by kind, value limit ?
