-- Which logs have entries in which hour of a sink?
select directory, hour, scope, source, first, last from hour_heard
