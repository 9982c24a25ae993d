-- Which entry came last?
select max(id) as id from entry
