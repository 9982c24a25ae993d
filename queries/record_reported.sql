-- Records what a scan (first) reports of a subject, unless an open report of the subject says the same.
-- An empty list of findings is recorded only where the subject had findings until this scan.
insert into reported (kind, value, since, findings, first, last, from_at, to_at, file, file_at)
select ?2, ?3, ?1, ?4, ?5, ?6, ?7, ?8, ?9, ?10
where not exists (select 1 from reported where kind = ?2 and value = ?3 and until is null)
    and (?4 <> '' or exists (select 1 from reported where kind = ?2 and value = ?3 and until = ?1))
on conflict do nothing
