-- Records texts that come again and again.
insert into name (id, text) values (?, ?)
