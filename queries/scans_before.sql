-- Which scans were recorded before this one, the last ones first?
select
    id, began, position, window_from, window_to, policy, tool, without, settling, coverage, complete, unproven, broken
from scan where id < ? order by id desc limit ?
