-- What are these identifiers?
select id, kind, value from identifier where id in (select value from json_each(?))
