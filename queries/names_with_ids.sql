-- Which texts have numbers above this one, up to that one?
select id, text from name where id > ? and id <= ?
