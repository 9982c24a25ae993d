-- Which lines could not be read, the newest first?
select offset, length, tail, sha256 from rejected where length is not null order by id desc limit ?
