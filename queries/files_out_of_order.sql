-- Which files have no hash of their content, or counts that cannot be?
select id, name from file
where length(content) <> 24 or bytes < 0 or relevant < 0 or duplicate < 0 or rejected < 0 or unreadable_bodies < 0 or read < rejected
