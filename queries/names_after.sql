-- Which names between these two have this pattern, the first ones in their order?
select text from name where text > ?1 and text < ?2 and text like ?3 order by text limit ?4
