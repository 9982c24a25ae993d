-- Which texts have these numbers?
select id, text from name where id in (select value from json_each(?))
