-- Which inputs were given to an ingest and are not read?
select name, reason from unread order by name, path limit ?
