-- Which digests did these keys sign, among the digests of a range of numbers?
-- `+` and `= 1` make SQLite use the index over digests, which holds all of these columns.
select digest from entry
where digest >= ?1 and digest < ?2 and +event = 3 and (detail is null) = 1
    and +resource in (select value from json_each(?3))
