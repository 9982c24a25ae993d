-- Forgets the windows of a log, to write them anew.
delete from pulled where source = ? and scope = ?
