-- How many bytes do the uses of this time bucket take?
select length(uses) as length from use_slot where slot = ?
