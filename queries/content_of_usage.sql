-- How often was each credential used by each user in each cluster, and on which lines do the first and last use stand?
select identifier.kind, identifier.value as credential, principal.text as principal, cluster.text as cluster, usage.count,
    usage.first, first.name as first_file, usage.first_line, usage.last, last.name as last_file, usage.last_line
from usage
left join identifier on identifier.id = usage.credential
left join name as principal on principal.id = usage.principal
left join name as cluster on cluster.id = usage.cluster
left join file as first on first.id = usage.first_file
left join file as last on last.id = usage.last_file
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
