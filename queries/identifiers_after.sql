-- Which identifiers are there after this one?
select id, kind, value from identifier where (kind, value) > (?, ?) order by kind, value limit ?
