-- With which credentials were these credentials requested?
-- The word of a request counts only where its creation is not known.
select entry.credential as credential, entry.requester as requester from entry
where entry.credential in (select value from json_each(?1)) and entry.requester is not null and not exists (
    select 1 from answered_request as answered
    where answered.certificate = entry.credential and answered.at = entry.at and answered.request is not null
)
union all
select answered.certificate, request.credential from json_each(?1) as wanted
cross join answered_request as answered on answered.certificate = wanted.value
cross join signing_request as request on request.id = answered.request
where request.credential is not null
