-- Records by which values nodes of the lineage graph are found.
insert or rollback into identifier_by_value (id, kind, value) values (?, ?, ?)
