-- Which identifiers are there after this one?
select id, kind, value from identifier_by_value where (kind, value) > (?, ?) order by kind, value limit ?
