-- Which stretches does the user declare as read?
select source, first, last from declared order by source, first, last
