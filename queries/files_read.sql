-- What was detected in each file, how many lines were read, and of which log is it a page?
select name, origin, detected, read, relevant, duplicate, rejected, unreadable_bodies from file order by id
