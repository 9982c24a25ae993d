-- What was detected in each file?
select name, detected, bytes, read, relevant, duplicate, rejected from file order by id
