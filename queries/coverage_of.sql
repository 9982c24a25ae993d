-- In which stretches does this log have entries?
select first, last from coverage where source = ? and scope = ? order by first
