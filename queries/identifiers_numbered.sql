-- Which identifiers have the numbers after this one, up to that?
select id, kind, value from identifier where id > ? and id <= ?
