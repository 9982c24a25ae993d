-- Which reports of subjects began or ended after one scan (first), up to another (second)?
-- As reported_between, for many of them: the whole table is read in the order of its key, since what the indexes find would have to be sorted in
-- memory. The unary plus keeps the indexes out.
select kind, value, since, until, findings, first, last, from_at, to_at, file, file_at
from reported
where (+since > ?1 and +since <= ?2) or (+until > ?1 and +until <= ?2)
order by kind, value, since
