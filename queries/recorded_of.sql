-- When did this cluster, CA pool, key version or project record issuances: in which stretches that begin from one moment (fourth) to
-- another (fifth), and in which one before these?
select first, last from recorded
where source = ?1 and issue = ?2 and resource = ?3 and first <= ?5
    and first >= coalesce((select max(first) from recorded where source = ?1 and issue = ?2 and resource = ?3 and first <= ?4), ?4)
order by first
