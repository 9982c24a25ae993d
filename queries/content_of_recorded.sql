-- In which stretches did each resource record issuances?
select recorded.source, recorded.issue, name.text as resource, recorded.first, recorded.last
from recorded left join name on name.id = recorded.resource
order by 1, 2, 3, 4, 5
