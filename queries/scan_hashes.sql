-- Which hashes do the scans up to this one carry?
select id, previous, hash from scan where id <= ? order by id
