-- Which subjects have open findings, and a first or last record or use from one moment until before another?
select kind, value, findings, first, last
from reported
where until is null and findings <> '' and ((first >= ?1 and first < ?2) or (last >= ?1 and last < ?2))
