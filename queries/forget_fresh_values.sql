-- Forgets what was kept back from the index.
delete from identifier_fresh
