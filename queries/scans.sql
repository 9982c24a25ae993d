-- Which scans were recorded, from this number on?
select
    id, began, position, window_from, window_to, policy, tool, without, settling, coverage, complete, unproven, broken
from scan where id >= ? order by id
