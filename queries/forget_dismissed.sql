-- Forgets that an input was not read, and every input below it.
delete from unread where path = ?1 or path >= ?2 and path < ?3
