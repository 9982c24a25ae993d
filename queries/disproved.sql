-- Which certificates have a signature that the known keys of their authority did not make?
select identifier.value, name.text as authority, file.name as file, stand.line, stand.offset, stand.length, stand.sha256
from authority
cross join seal on seal.authority = authority.name
cross join identifier on identifier.id = seal.identifier
join name on name.id = seal.authority
join stand on stand.id = authority.stand
join file on file.id = stand.file
where identifier.kind = 1
    and (authority.own = 1 or not exists (select 1 from authority as other where other.name = authority.name and other.own = 1))
order by identifier.value, file.name, stand.offset
