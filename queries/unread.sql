-- Which inputs were given to an ingest and are not read?
select name, reason from unread
where not exists (select 1 from object where object.url = unread.name and object.file is not null) -- its ingest was stopped right after
order by name, path limit ?
