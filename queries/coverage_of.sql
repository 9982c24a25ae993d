-- In which stretches that begin from one moment (third) to another (fourth) does this log have entries, and in which one before these?
select first, last from coverage
where source = ?1 and scope = ?2 and first <= ?4
    and first >= coalesce((select max(first) from coverage where source = ?1 and scope = ?2 and first <= ?3), ?3)
order by first
