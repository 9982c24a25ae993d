-- Which certificates and tokens came with this user name in this cluster, the first by their values?
select id, kind, value
from (
    select distinct credential from usage
    where principal = (select id from name where text = ?) and cluster = (select id from name where text = ?)
) as presented
    cross join identifier on identifier.id = presented.credential
where kind < 3
order by kind, value limit ?
