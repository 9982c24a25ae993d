-- Which texts have the numbers after this one, up to that?
select id, text from name where id > ? and id <= ?
