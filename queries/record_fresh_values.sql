-- Records by which values new nodes are found, where that is kept back from the index.
insert or rollback into identifier_fresh (id, kind, value) values (?, ?, ?)
