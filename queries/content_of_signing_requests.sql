-- Who created which CertificateSigningRequests, and where is each creation?
select item.called, cluster.text as cluster, item.uid, item.at, principal.text as principal, acting_as.text as acting_as,
    identifier.kind, identifier.value as credential, file.name as file, place.line, place.offset, place.length, place.sha256
from signing_request as item
left join name as cluster on cluster.id = item.cluster
left join name as principal on principal.id = item.principal
left join name as acting_as on acting_as.id = item.acting_as
left join identifier on identifier.id = item.credential
left join source_location as place on place.id = item.source_location
left join file on file.id = place.file
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
