-- Which audit settings were changed, when, by which principal, and which line records the change?
-- The order does not depend on the order in which files were read.
select scope.text as scope, at, action, service, log_type, exempted, principal.text as principal, insert_id, file.name as file, line,
    offset, length, sha256
from switch
    join name as scope on scope.id = switch.scope
    join name as principal on principal.id = switch.principal
    join file on file.id = switch.file
order by at, scope.text, insert_id, file, line, action, service, log_type, exempted
