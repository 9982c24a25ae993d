-- Forgets a stretch in which issuances were recorded, before it is written again with what joins it.
delete from recorded where source = ? and issue = ? and resource = ? and first = ?
