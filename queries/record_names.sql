-- Records texts that occur often.
insert or rollback into name (id, text) values (?, ?)
