-- For which windows did the Logging API return all entries of this log?
select first, last, settled, oldest, newest from pulled where source = ? and scope = ? order by first
