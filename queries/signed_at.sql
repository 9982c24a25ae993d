-- When did keys that were seen at work sign this digest?
-- `+` keeps to the index over digests, which holds all of this.
select at from entry
where digest = ? and +event = 3 and (detail is null) = 1
    and +resource in (select resource from service where source = 4)
