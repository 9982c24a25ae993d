-- Which credentials are there after this one? All of them as one JSON text.
select json_group_array(json_array(id, kind, hex(value))) as "rows!: String"
from (select id, kind, value from identifier where (kind, value) > (?, ?) and kind < 4 order by kind, value limit ?)
