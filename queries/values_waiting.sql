-- How many identifiers wait for the index over values?
select count(*) as count from identifier_fresh
