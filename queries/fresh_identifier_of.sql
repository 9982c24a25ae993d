-- What is the number of this identifier, if it is not in the index yet?
select id from identifier_fresh where kind = ? and value = ?
