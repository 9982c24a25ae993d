-- Which file had this content?
select name from file where content = ?
