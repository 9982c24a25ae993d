-- What seeds the hash of file contents?
select value from seed
