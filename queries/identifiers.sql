-- Which identifiers are there?
select id, kind, value from identifier order by id
