-- What are these identifiers? All of them as one JSON text.
select json_group_array(json_array(id, kind, hex(value))) as "rows!: String"
from identifier where id in (select value from json_each(?))
