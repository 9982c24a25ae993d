-- Which is the last scan that began at this moment?
select max(id) as id from scan where began = ?
