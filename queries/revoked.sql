-- Which certificates are revoked, by the log of CA Service or by revocation lists whose signature is not known to be invalid?
select identifier.value, revocation.at as at, revocation.lasting as lasting, revocation.source as source, file.name as file, source_location.line, source_location.offset, source_location.length, source_location.sha256
from (
    select certificate, at, lasting, 1 as source, source_location from revoked_certificate where certificate is not null
    union
    select alias.identifier, revoked.at, revoked.lasting, 1, revoked.source_location
    from revoked_certificate as revoked
    cross join alias on alias.text = revoked.called
    cross join entry on entry.certificate = alias.identifier and entry.event = 2 and +entry.resource = revoked.pool
    where revoked.certificate is null
    union
    select alias.identifier, revoked.at, revoked.lasting, 2, revoked.source_location
    from revoked_serial as revoked
    cross join alias on alias.text = revoked.serial
    join issuer on issuer.certificate = alias.identifier and issuer.authority in (revoked.key_id, revoked.name_id)
    join identifier as certificate on certificate.id = alias.identifier
    left join issuer_name as of_certificate on of_certificate.certificate = alias.identifier
    left join list_issuer as of_list on of_list.name = revoked.name_id
    where coalesce(of_list.compared = of_certificate.compared, true)
    and (revoked.covers = 0 or (revoked.covers = 2) = (certificate.value in (select certificate from authority_certificate)))
    and not exists (
        select 1 from seal join authority on authority.name = seal.authority where seal.identifier = coalesce(revoked.signature, revoked.list)
    )
) as revocation
join identifier on identifier.id = revocation.certificate
join source_location on source_location.id = revocation.source_location
join file on file.id = source_location.file
order by identifier.value, revocation.at, revocation.source, revocation.lasting, file.name, source_location.offset
