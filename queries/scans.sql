-- Which scans were recorded?
select
    id, began, position, window_from, window_to, policy, tool, without, settling, coverage, complete, unproven, broken
from scan order by id
