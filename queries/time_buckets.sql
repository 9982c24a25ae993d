-- Which uses lie in which time bucket?
select slot, uses from use_slot order by slot
