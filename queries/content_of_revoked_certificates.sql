-- Which certificates did CA Service revoke, and where is each named?
select identifier.kind, identifier.value as certificate, item.called, pool.text as pool, item.at, item.lasting,
    file.name as file, place.line, place.offset, place.length, place.sha256
from revoked_certificate as item
left join identifier on identifier.id = item.certificate
left join name as pool on pool.id = item.pool
left join source_location as place on place.id = item.source_location
left join file on file.id = place.file
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
