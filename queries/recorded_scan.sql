-- What did a scan record of itself?
select
    id, began, position, window_from, window_to, policy, tool, without, settling, coverage, complete, unproven, broken
from scan where id = ?
