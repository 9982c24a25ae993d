-- When did which key version sign this digest?
-- `+` keeps to the index over digests, which holds all of this.
select at, resource from entry where digest = ? and +event = 3 and (detail is null) = 1
