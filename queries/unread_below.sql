-- Which inputs at this path or below it are not read?
select path from unread where path = ?1 or path >= ?2 and path < ?3
