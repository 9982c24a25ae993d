-- How many rows are there of which no file tells?
select 'declared' as of, count(*) as rows from declared
union all select 'dismissed', count(*) from dismissed
union all select 'unread', count(*) from unread
union all select 'pulled', count(*) from pulled
union all select 'object', count(*) from object where file is null
union all select 'notice', count(*) from notice
