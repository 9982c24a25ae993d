-- Forgets a stretch in which a log has entries, before it is written again with what joins it.
delete from coverage where source = ? and scope = ? and first = ?
