-- Which logs have entries in which hour of a sink, the hours of one sink and project together?
select directory, hour, scope, source, first, last from hour_heard order by directory, scope, hour, source
