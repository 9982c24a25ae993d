-- Which logs have entries in which hour of a sink?
select directory, scope, hour, source, first, last from hour_heard order by 1, 2, 3, 4, 5, 6
