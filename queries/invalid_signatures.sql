-- Which certificates have a signature that the known keys of their authority did not make?
select identifier.value, name.text as authority, file.name as file, source_location.line, source_location.offset, source_location.length, source_location.sha256
from authority
cross join seal on seal.authority = authority.name
cross join identifier on identifier.id = seal.identifier
join name on name.id = seal.authority
join source_location on source_location.id = authority.source_location
join file on file.id = source_location.file
where identifier.kind = 1
    and (authority.own = 1 or not exists (select 1 from authority as other where other.name = authority.name and other.own = 1))
order by identifier.value, file.name, source_location.offset
