-- How many lines were read in all?
select
    coalesce(sum(read), 0) as read, coalesce(sum(relevant), 0) as relevant,
    coalesce(sum(duplicate), 0) as duplicate, coalesce(sum(rejected), 0) as rejected,
    coalesce(sum(unreadable_bodies), 0) as unreadable_bodies
from file
