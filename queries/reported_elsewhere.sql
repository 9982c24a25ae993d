-- How many subjects with open findings from one scan (first) to another (second) lie outside of a window?
select count(*) as count
from reported
where since <= ?1 and (until is null or until > ?2) and findings <> ''
    and not (first >= ?3 and first < ?4) and not (last >= ?3 and last < ?4)
