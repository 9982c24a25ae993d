-- Were these bytes dismissed?
select 1 from dismissed where content = ?
