-- Which file was read last?
select max(id) as "id: i64" from file
