-- Which files were read, and what was counted in each?
select name, content, bytes, read, relevant, duplicate, rejected, unreadable_bodies
from file order by 1, 2, 3, 4, 5, 6, 7, 8
