-- Which text of this migration was applied?
select checksum from _sqlx_migrations where version = ?
