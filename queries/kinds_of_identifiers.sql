-- What are the kinds of the identifiers of a range of numbers?
select id, kind from identifier where id >= ?1 and id < ?2
