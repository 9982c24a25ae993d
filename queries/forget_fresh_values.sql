-- Forgets the values that were kept back from the index.
delete from identifier_fresh
