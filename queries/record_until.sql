-- Ends what stood of a subject of which a scan (first) says something else.
update reported set until = ?1
where kind = ?2 and value = ?3 and until is null and since < ?1 and findings is not ?4
