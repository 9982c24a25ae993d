-- Which files were read, of which content, and how many lines has each of which none could be read, and one may be cut?
select id, name, content, bytes, origin, detected,
    iif(read > 0 and read = rejected and id in (select file from rejected where tail is not null), read, null) as unread
from file order by id
