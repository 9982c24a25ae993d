-- Forgets the windows of a log, before they are written again.
delete from pulled where source = ? and scope = ?
