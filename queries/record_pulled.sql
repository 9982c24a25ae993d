-- Records a window for which the Logging API returned all entries.
insert into pulled (source, scope, first, last, settled, oldest, newest) values (?, ?, ?, ?, ?, ?, ?)
