-- Which credentials were asked for with one of these?
select credential as credential from entry
where requester in (select value from json_each(?)) and credential is not null
