-- Forgets when issuances were recorded, to write that anew.
delete from recorded where source = ? and issue = ? and resource = ?
