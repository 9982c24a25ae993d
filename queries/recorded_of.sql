-- When did this cluster, CA pool, key version or project record issuances?
select first, last from recorded where source = ? and issue = ? and resource = ? order by first
