-- Did more reports of subjects than so many (third) begin or end after one scan (first), up to another (second)?
select count(*) > ?3 as many from (
    select 1 from reported
    where (since > ?1 and since <= ?2) or (until > ?1 and until <= ?2)
    limit ?3 + 1
)
