-- Records lines that could not be read; a line that is known is not recorded again, but may be of all logs, projects and times that both tell.
insert into rejected (file, line, offset, length, sha256, reason, source, scope, first, last, tail, counted)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (sha256) do update set
    source = source | excluded.source,
    scope = case when scope is excluded.scope then scope end,
    first = min(first, excluded.first), -- null, which is any time, stays null
    last = max(last, excluded.last)
