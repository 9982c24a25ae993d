-- With which credentials were these credentials requested?
select credential as credential, requester as requester from entry
where credential in (select value from json_each(?)) and requester is not null
