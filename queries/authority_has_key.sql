-- Does this authority have this key?
select 1 from authority where name = ? and key = ?
