-- Which identifiers have numbers above this one, up to that one?
select id, kind, value from identifier where id > ? and id <= ?
