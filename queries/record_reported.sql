-- Records what a scan (first) says of subjects (second, as JSON), where that does not stand already.
-- That nothing is the matter is worth a row only where something was.
insert into reported (kind, value, since, findings, first, last, from_at, to_at, file, file_at)
select said.value ->> 0, unhex(said.value ->> 1), ?1, said.value ->> 2, said.value ->> 3, said.value ->> 4,
    said.value ->> 5, said.value ->> 6, said.value ->> 7, said.value ->> 8
from json_each(?2) as said
where not exists (
    select 1 from reported
    where kind = said.value ->> 0 and value = unhex(said.value ->> 1) and until is null
) and (said.value ->> 2 <> '' or exists (
    select 1 from reported
    where kind = said.value ->> 0 and value = unhex(said.value ->> 1) and until = ?1
))
on conflict do nothing
