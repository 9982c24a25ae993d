-- In which stretches from one moment to another, and just before, did this cluster, CA pool, key version or project record issuances?
select first, last from recorded
where source = ?1 and issue = ?2 and resource = ?3 and first <= ?5
    and first >= coalesce((select max(first) from recorded where source = ?1 and issue = ?2 and resource = ?3 and first <= ?4), ?4)
order by first
