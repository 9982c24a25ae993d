-- Which credentials are there after this one?
select id, kind, value from identifier_by_value where (kind, value) > (?, ?) and kind < 4 order by kind, value limit ?
