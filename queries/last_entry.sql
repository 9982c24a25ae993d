-- What is the number of the entry that was written last?
select max(id) as id from entry
