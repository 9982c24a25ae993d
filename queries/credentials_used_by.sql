-- Which credentials did this user present?
select distinct credential from usage
where principal = (select id from name where text = ?)
order by credential limit ?
