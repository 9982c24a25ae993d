-- Which certificates have this serial number or SPIFFE ID, before this number, the last ones first?
select identifier from alias where text = ?1 and identifier < ?2 order by identifier desc limit ?3
