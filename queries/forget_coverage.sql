-- Forgets when a log was heard, to write it anew.
delete from coverage where source = ? and scope = ?
