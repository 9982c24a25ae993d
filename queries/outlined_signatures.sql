-- Which digests did these keys sign, among those of a stretch of numbers?
-- `+` and `= 1` keep to the index over digests, which holds all of this.
select digest from entry
where digest >= ?1 and digest < ?2 and +event = 3 and (detail is null) = 1
    and +resource in (select value from json_each(?3))
