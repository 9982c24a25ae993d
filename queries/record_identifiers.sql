-- Records nodes of the lineage graph.
insert into identifier (id, kind, value) values (?, ?, ?)
