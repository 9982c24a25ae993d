-- Which digests did issuing keys sign, among the entries of a stretch of numbers?
select digest from entry
where id >= ?1 and id < ?2 and event = 3 and detail is null
    and resource in (
        select resource from service where source = 4
        union select name.id from name join json_each(?3) as listed on listed.value = name.text
    )
