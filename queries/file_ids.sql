-- Which numbers do files have?
select id from file
