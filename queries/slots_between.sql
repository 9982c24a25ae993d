-- Which uses fell into this stretch?
select slot, uses from use_slot where slot between ? and ? order by slot
