-- Of which stretches does the user say that everything was read?
select source, first, last from declared order by source, first, last
