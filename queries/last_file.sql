-- What is the number of the file that was read last?
select max(id) as id from file
