-- What was detected in each file, pages of one log together?
select coalesce(origin, name) as "name!: String", detected as "detected!: String", sum(read) as "read!: i64", sum(relevant) as "relevant!: i64",
    sum(duplicate) as "duplicate!: i64", sum(rejected) as "rejected!: i64", sum(unreadable_bodies) as "unreadable_bodies!: i64"
from file group by coalesce(origin, id), detected order by min(id)
