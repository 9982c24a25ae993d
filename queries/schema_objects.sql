-- Which tables, indexes, views and triggers are there, beside those of SQLite and sqlx?
select type || ' ' || name as part from sqlite_schema
where name not glob 'sqlite_*' and name <> '_sqlx_migrations' and tbl_name <> '_sqlx_migrations'
