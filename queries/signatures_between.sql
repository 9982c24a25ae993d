-- Which digests did these keys sign in this window?
select distinct digest
from entry
where event = 3 and detail is null and at >= ?1 and at < ?2
    and +resource in (select value from json_each(?3)) -- "+": not by the index of resources, which knows no time
