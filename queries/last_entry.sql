-- Which entry came last?
select max(id) as "id: i64" from entry
