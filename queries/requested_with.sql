-- Which credentials were requested with one of these credentials?
select credential as credential from entry
where requester in (select value from json_each(?)) and credential is not null
