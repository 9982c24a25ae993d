-- Which columns do tables and indexes have, and of which types?
select 'column ' || object.name || '.' || part.name || ' ' || part.type || iif(part."notnull", ' not null', '') || iif(part.pk, ' key ' || part.pk, '') as part
from sqlite_schema as object join pragma_table_xinfo(object.name) as part
where object.type = 'table' and object.name not glob 'sqlite_*' and object.name <> '_sqlx_migrations'
union all
select 'column ' || object.name || '.' || part.seqno || ' of ' || object.tbl_name || ' ' || ifnull(part.name, 'computed')
from sqlite_schema as object join pragma_index_xinfo(object.name) as part
where object.type = 'index' and object.name not glob 'sqlite_*' and part.key
