-- What are these identifiers?
-- All of them as one JSON text: a row each would cost more than what is in it.
select json_group_array(json_array(id, kind, hex(value))) as "rows!: String"
from identifier where id in (select value from json_each(?))
