-- In which stretches does each log have entries, from its first row on?
select coverage.source, name.text as scope, coverage.first, coverage.last
from coverage left join name on name.id = coverage.scope
order by 1, 2, 3, 4
