-- Which objects of buckets were read, in which version, and which file has the facts of each?
select file, url, version, size from object where file is not null order by file, url
