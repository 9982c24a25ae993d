-- Records a change of an audit setting.
insert into switch (scope, at, action, service, log_type, exempted, principal, insert_id, file, line, offset, length, sha256)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
on conflict do nothing
