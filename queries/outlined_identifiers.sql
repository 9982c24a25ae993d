-- Of which kind are the identifiers of a stretch of numbers?
select id, kind from identifier where id >= ?1 and id < ?2
