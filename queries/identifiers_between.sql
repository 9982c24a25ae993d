-- Which identifiers of this kind have values in this range?
select id as id, value from identifier_by_value where kind = ? and value between ? and ? order by value limit ?
