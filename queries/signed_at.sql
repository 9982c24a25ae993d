-- When did which key version sign this digest?
-- `+` makes SQLite use the index over digests, which holds all of these columns.
select at, resource from entry where digest = ? and +event = 3 and (detail is null) = 1
