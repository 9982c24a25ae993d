-- Records texts that come again and again.
insert or rollback into name (id, text) values (?, ?)
