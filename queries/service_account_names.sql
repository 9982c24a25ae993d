-- Which names begin as those of service accounts do?
select id, text from name where text >= ?1 and text < ?2
