-- How many tables name rows of others?
select count(*) as count from sqlite_schema where type = 'table' and sql like '%references%'
