-- Is there any evidence item?
select exists (select 1 from evidence_item) as found
