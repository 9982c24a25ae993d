-- Which key versions are known?
-- '0' is the character after '/'.
select id, text from name
where text > 'projects/' and text < 'projects0' and text like '%/cryptoKeyVersions/%'
