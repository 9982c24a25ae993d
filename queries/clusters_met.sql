-- Which clusters were met under their full names?
-- '0' comes next after '/'.
select text from name
where text > 'projects/' and text < 'projects0' and text like '%/locations/%/clusters/%'
order by text
