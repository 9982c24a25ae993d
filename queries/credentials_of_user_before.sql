-- Which credentials were used under this user name, before this number, the last ones first?
select distinct credential from usage
where principal = (select id from name where text = ?1) and credential < ?2 order by credential desc limit ?3
