-- Which keys does this authority have, as far as so many tell?
select key from authority where name = ? order by key limit ?
