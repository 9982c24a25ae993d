-- How many changes of an audit setting say this?
select count(*) as count
from switch
where scope = (select id from name where text = ?2) and at = ?1 and action = ?3 and service = ?4 and log_type = ?5 and exempted = ?6
    and principal = (select id from name where text = ?7) and insert_id = ?8
