-- Which digests did issuing keys sign, among those of a stretch of numbers?
-- `+` and `= 1` keep to the index over digests, which holds all of this.
select digest from entry
where digest >= ?1 and digest < ?2 and +event = 3 and (detail is null) = 1
    and +resource in (
        select resource from service where source = 4
        union select name.id from name join json_each(?3) as listed on listed.value = name.text
    )
