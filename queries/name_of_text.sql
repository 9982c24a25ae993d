-- What is the number of this text, if it is known?
select id from name where text = ?
