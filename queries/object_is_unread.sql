-- Is this object not read yet?
select count(*) as count from object where url = ? and file is null
