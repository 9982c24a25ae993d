-- Which identifiers follow this one in the order of kinds and values?
select id, kind, value from identifier_by_value where (kind, value) > (?, ?) order by kind, value limit ?
