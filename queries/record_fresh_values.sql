-- Records the values of new identifiers that are kept back from the index.
insert or rollback into identifier_fresh (id, kind, value) values (?, ?, ?)
