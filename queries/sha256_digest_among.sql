-- Is one of these digests SHA-256?
select exists (
    select 1 from identifier
    where id in (select value from json_each(?)) and length(value) = 32
) as is_sha256
