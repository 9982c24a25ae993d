-- From which tables, whose rows are numbered one by one and never removed, were rows removed, and how many?
select 'file' as of, max(id) - count(*) as missing from file having max(id) > count(*)
union all select 'entry', max(id) - count(*) from entry having max(id) > count(*)
union all select 'rejected', max(id) - count(*) from rejected having max(id) > count(*)
union all select 'evidence_item', max(id) - count(*) from evidence_item having max(id) > count(*)
union all select 'source_location', max(id) - count(*) from source_location having max(id) > count(*)
union all select 'configuration', max(id) - count(*) from configuration having max(id) > count(*)
union all select 'switch', max(id) - count(*) from switch having max(id) > count(*)
