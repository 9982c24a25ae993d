-- Which file was read last?
select max(id) as id from file
