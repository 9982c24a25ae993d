-- Under which number is this identifier known that is not in the index yet?
select id from identifier_fresh where kind = ? and value = ?
