-- What was heard of each log, and when?
select coverage.source, name.text as scope, coverage.first, coverage.last
from coverage join name on name.id = coverage.scope
order by coverage.source, name.text, coverage.first
