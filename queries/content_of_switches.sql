-- Which audit settings were changed, and where is each change told?
select scope.text as scope, item.at, item.action, item.service, item.log_type, item.exempted, principal.text as principal, item.insert_id,
    file.name as file, item.line, item.offset, item.length, item.sha256
from switch as item
left join name as scope on scope.id = item.scope
left join name as principal on principal.id = item.principal
left join file on file.id = item.file
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
