-- Which keys and pools were the clusters configured to use, when, and which line records the configuration?
select name.text as cluster, told, at, operation, keys, insert_id, file.name as file, line, offset, length, sha256
from configuration
    join name on name.id = configuration.cluster
    join file on file.id = configuration.file
order by name.text, at, told, operation, keys
