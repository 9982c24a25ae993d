-- Which name did this file have when it was read?
select name from file where id = ?
