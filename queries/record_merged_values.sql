-- Records the values in the index that were kept back from it.
insert or rollback into identifier_by_value (id, kind, value) select id, kind, value from identifier_fresh order by kind, value
