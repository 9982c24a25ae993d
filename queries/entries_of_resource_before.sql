-- Which entries name this resource, before this one, the last ones first?
-- The rows of one event follow each other in the index over resources.
select id, at, event, credential, certificate, digest
from entry
where resource = (select id from name where text = ?1) and (event, id) < (?2, ?3)
order by event desc, id desc limit ?4
