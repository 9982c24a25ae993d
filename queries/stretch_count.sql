-- How many stretches of time are there?
select (select count(*) from coverage) + (select count(*) from recorded) + (select count(*) from pulled)
    + (select count(*) from declared) + (select count(*) from hour_heard) as count
