-- Which credentials are there after this one?
select id, kind, value from identifier where (kind, value) > (?, ?) and kind < 4 order by kind, value limit ?
