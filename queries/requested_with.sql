-- Which credentials were requested with one of these credentials?
-- The word of a request counts only where its creation is not known.
select entry.credential as credential from entry
where entry.requester in (select value from json_each(?1)) and entry.credential is not null and not exists (
    select 1 from answered_request as answered
    where answered.certificate = entry.credential and answered.at = entry.at and answered.request is not null
)
union all
select answered.certificate from (
    select distinct called from signing_request where credential in (select value from json_each(?1))
) as named
cross join signing_answer as answer on answer.called = named.called
cross join answered_request as answered on answered.answer = answer.id
cross join signing_request as request on request.id = answered.request
where request.credential in (select value from json_each(?1))
