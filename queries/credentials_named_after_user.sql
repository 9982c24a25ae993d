-- Which credentials were used under this user name, or have it as their common name?
-- Pools are few, and certificates are few beside tokens: reading the certificates of every pool saves an index.
select credential as credential from usage where principal = (select id from name where text = ?1)
union all
select entry.certificate from name cross join entry on entry.resource = name.id and entry.event = 2
where json_extract(entry.detail, '$.common_name') = ?1 and entry.certificate is not null
