-- Which key versions were met?
-- '0' comes next after '/'.
select id, text from name
where text > 'projects/' and text < 'projects0' and text like '%/cryptoKeyVersions/%'
