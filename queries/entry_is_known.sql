-- How many entries of this time say this?
select count(*) as count from entry where at = ? and content = ?
