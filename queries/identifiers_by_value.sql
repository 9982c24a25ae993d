-- Which numbers stand in the index over values, and which of them stand for something else?
select indexed.id, indexed.kind is not identifier.kind or indexed.value is not identifier.value as other
from identifier_by_value as indexed left join identifier on identifier.id = indexed.id
