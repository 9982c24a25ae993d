-- Which identifiers are there after this one?
-- All of them as one JSON text: a row each would cost more than what is in it.
select json_group_array(json_array(id, kind, hex(value))) as "rows!: String"
from (select id, kind, value from identifier where (kind, value) > (?, ?) order by kind, value limit ?)
