-- Forgets that an input was not read.
delete from unread where path = ?
