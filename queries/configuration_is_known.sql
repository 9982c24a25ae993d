-- How many configurations of a cluster say this?
select count(*) as count
from configuration
where cluster = (select id from name where text = ?1) and told = ?2 and ifnull(at, 0) = ifnull(?3, 0) and at is ?3 and operation = ?4
    and keys = ?5
