-- Which hours of sinks have a file that was not read yet?
select distinct directory as directory, hour as hour from object where file is null and directory is not null
