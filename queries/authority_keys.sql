-- Which keys does this authority have, its own before others that state its identifier, as far as so many tell?
select key, own from (select key, own from authority where name = ?1 and own = 1 order by key limit ?2)
union all select key, own from (select key, own from authority where name = ?1 and own = 0 order by key limit ?2)
limit ?2
