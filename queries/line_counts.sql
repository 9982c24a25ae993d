-- How many lines were read in all?
select
    coalesce(sum(read), 0) as "read!: i64", coalesce(sum(relevant), 0) as "relevant!: i64",
    coalesce(sum(duplicate), 0) as "duplicate!: i64", coalesce(sum(rejected), 0) as "rejected!: i64",
    coalesce(sum(unreadable_bodies), 0) as "unreadable_bodies!: i64"
from file
