-- Records identifiers, the nodes of the lineage graph.
insert or rollback into identifier (id, kind, value) values (?, ?, ?)
