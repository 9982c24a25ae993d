-- Which uses lie in this time bucket of ten minutes?
select uses from use_slot where slot = ?
