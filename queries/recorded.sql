-- When did each cluster, CA pool and key version record issuances?
select recorded.source, recorded.issue, name.text as resource, recorded.first, recorded.last
from recorded join name on name.id = recorded.resource
order by recorded.source, recorded.issue, name.text, recorded.first
