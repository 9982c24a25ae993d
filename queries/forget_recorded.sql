-- Forgets the stretches in which issuances were recorded, before they are written again.
delete from recorded where source = ? and issue = ? and resource = ?
