-- With which credentials were these asked for?
select credential as "credential!: i64", requester as "requester!: i64" from entry
where credential in (select value from json_each(?)) and requester is not null
