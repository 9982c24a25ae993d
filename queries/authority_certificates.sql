-- Which certificates of authorities are known, and for which pools do the authorities issue?
select authority_certificate.certificate, pool.text as pool, name.text as name, issuer.text as issuer, subject, valid_from, valid_to,
    file.name as file, source_location.line, source_location.offset, source_location.length, source_location.sha256
from authority_certificate
join name as pool on pool.id = authority_certificate.pool
join name on name.id = authority_certificate.name
join name as issuer on issuer.id = authority_certificate.issuer
join source_location on source_location.id = authority_certificate.source_location
join file on file.id = source_location.file
order by authority_certificate.certificate, pool.text
