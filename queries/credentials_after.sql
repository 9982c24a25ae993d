-- Which credentials follow this identifier in the order of kinds and values?
select id, kind, value from identifier_by_value where (kind, value) > (?, ?) and kind < 4 order by kind, value limit ?
