-- Which clusters are known by their full names?
-- '0' is the character after '/'.
select text from name
where text > 'projects/' and text < 'projects0' and text like '%/locations/%/clusters/%'
order by text
