-- Records the values by which identifiers are found.
insert or rollback into identifier_by_value (id, kind, value) values (?, ?, ?)
