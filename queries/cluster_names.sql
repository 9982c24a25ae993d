-- Which names are full names of clusters?
select id, text from name where text >= 'projects/' and text < 'projects0' and text like '%/clusters/%'
