-- Records what a scan (first) says of a subject, where that does not stand already.
-- That nothing is the matter is worth a row only where something was.
insert into reported (kind, value, since, findings, first, last, from_at, to_at, file, file_at)
select ?2, ?3, ?1, ?4, ?5, ?6, ?7, ?8, ?9, ?10
where not exists (select 1 from reported where kind = ?2 and value = ?3 and until is null)
    and (?4 <> '' or exists (select 1 from reported where kind = ?2 and value = ?3 and until = ?1))
on conflict do nothing
