-- In which windows did the Logging API give everything of this log?
select first, last, settled, oldest, newest from pulled where source = ? and scope = ? order by first
