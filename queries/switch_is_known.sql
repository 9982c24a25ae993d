-- How many changes of an audit setting say this?
select count(*) as count
from switch cross join name as scope on scope.id = switch.scope cross join name as principal on principal.id = switch.principal
where switch.at = ? and scope.text = ? and switch.action = ? and switch.service = ? and switch.log_type = ? and switch.exempted = ?
    and principal.text = ? and switch.insert_id = ?
