-- Which uses lie in these time buckets?
select slot, uses from use_slot where slot between ? and ? order by slot
