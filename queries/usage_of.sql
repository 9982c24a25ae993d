-- How was this credential used, by the users and in the clusters after these?
select credential, principal, cluster, count, first, first_file, first_line, first_offset, first_length,
    last, last_file, last_line, last_offset, last_length,
    exists (select 1 from stale_token where stale_token.credential = usage.credential) as stale,
    exists (
        select 1 from crowded_use
        where crowded_use.credential = usage.credential and crowded_use.principal = usage.principal
    ) as crowded
from usage where credential = ?1 and (principal, cluster) > (?2, ?3) order by principal, cluster limit ?4
