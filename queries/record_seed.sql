-- Records the seed of the hash that tells files apart, in a database that has read no file.
update seed set value = ? where not exists (select 1 from file)
