-- Forgets the stretches in which a log has entries, before they are written again.
delete from coverage where source = ? and scope = ?
