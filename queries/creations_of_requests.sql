-- Who created the requests that were answered with these certificates, and when was each answered?
select answered.certificate, answered.at, request.at, request.principal, request.acting_as, request.credential,
    place.file, place.line, place.offset, place.length, place.sha256
from json_each(?) as wanted
cross join answered_request as answered on answered.certificate = wanted.value
cross join signing_request as request on request.id = answered.request
cross join source_location as place on place.id = request.source_location
order by answered.certificate, answered.at, request.at desc, request.acting_as is null, request.id
