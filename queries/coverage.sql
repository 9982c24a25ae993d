-- In which stretches does each log have entries?
select coverage.source, name.text as scope, coverage.first, coverage.last
from coverage join name on name.id = coverage.scope
order by coverage.source, name.text, coverage.first
