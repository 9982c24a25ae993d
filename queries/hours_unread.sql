-- Which hours of sinks have a file that is still to be read?
select distinct directory as directory, hour as hour from object where file is null and directory is not null
