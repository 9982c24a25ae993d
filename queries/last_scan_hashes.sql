-- Which hash does the last chained scan up to this one carry, and which scans come after it?
select id, previous, hash from scan
where id <= ?1 and id >= coalesce((select max(id) from scan where id <= ?1 and hash is not null and previous is not null), 0)
order by id
