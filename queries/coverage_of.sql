-- When was this log heard?
select first, last from coverage where source = ? and scope = ? order by first
