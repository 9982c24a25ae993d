-- Is there anything in hand at all?
select exists (select 1 from exhibit) as found
