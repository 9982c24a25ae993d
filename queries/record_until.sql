-- Ends the open findings of a subject for which a scan (first) reports other findings.
update reported set until = ?1
where kind = ?2 and value = ?3 and until is null and since < ?1 and findings is not ?4
