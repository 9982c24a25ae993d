-- Which certificates does each authority have, and where does each stand?
select item.certificate, pool.text as pool, own.text as authority, issuer.text as issuer, item.subject, item.valid_from, item.valid_to,
    file.name as file, place.line, place.offset, place.length, place.sha256
from authority_certificate as item
left join name as pool on pool.id = item.pool
left join name as own on own.id = item.name
left join name as issuer on issuer.id = item.issuer
left join source_location as place on place.id = item.source_location
left join file on file.id = place.file
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
