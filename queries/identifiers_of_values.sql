-- Which of these values are known, and under which numbers?
select id, kind, value from identifier where (kind, value) in (values (?, ?))
