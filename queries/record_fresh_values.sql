-- Records the same, where it is kept back from the index.
insert or rollback into identifier_fresh (id, kind, value) values (?, ?, ?)
