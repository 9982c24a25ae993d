-- Forgets the numbers of projects behind the first ones in order.
delete from project_number where (number, project) in (
    select number, project from project_number order by number, project limit -1 offset ?
)
