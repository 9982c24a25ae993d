-- Who had a key version sign, by the log of a project?
select distinct who.text from entry
join name as who on who.id = entry.principal
where entry.resource = (select id from name where text = ?1) and entry.event = 3
    and entry.scope = (select id from name where text = ?2) and entry.detail is null and who.text <> ''
limit ?3
