-- Ends what stood of subjects of which a scan (first) says something else (second, as JSON).
update reported set until = ?1
where (kind, value, since) in (
    select standing.kind, standing.value, standing.since
    from json_each(?2) as said
    cross join reported as standing
        on standing.kind = said.value ->> 0 and standing.value = unhex(said.value ->> 1) and standing.until is null
    where standing.findings is not said.value ->> 2
)
