-- How many configurations of a cluster say this?
select count(*) as count
from configuration cross join name on name.id = configuration.cluster
where name.text = ? and told = ? and at is ? and operation = ? and keys = ?
