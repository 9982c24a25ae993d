-- Which uses fell into these ten minutes?
select uses from use_slot where slot = ?
