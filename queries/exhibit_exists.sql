-- Is there any evidence item?
select exists (select 1 from exhibit) as found
