-- What is the seed of the hash of file contents?
select value from seed
