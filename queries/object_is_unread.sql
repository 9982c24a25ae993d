-- Is this object still to be read?
select count(*) as count from object where url = ? and file is null
