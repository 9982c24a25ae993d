-- What was detected in each file, and how many lines were read, with the pages of one log together?
select coalesce(origin, name) as name, detected as detected, sum(read) as read, sum(relevant) as relevant,
    sum(duplicate) as duplicate, sum(rejected) as rejected, sum(unreadable_bodies) as unreadable_bodies
from file group by coalesce(origin, id), detected order by min(id)
