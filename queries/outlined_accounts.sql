-- Which names are those of service accounts?
select id from name where text >= ?1 and text < ?2
