-- When did this one record issuances?
select first, last from recorded where source = ? and issue = ? and resource = ? order by first
