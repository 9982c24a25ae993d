-- Which numbers of projects do entries show, and with which ids?
select number, project from project_number
order by 1, 2
