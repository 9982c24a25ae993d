-- Which configurations of clusters are told, and where?
select cluster.text as cluster, item.told, item.at, item.operation, item.keys, item.insert_id,
    file.name as file, item.line, item.offset, item.length, item.sha256
from configuration as item
left join name as cluster on cluster.id = item.cluster
left join file on file.id = item.file
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
