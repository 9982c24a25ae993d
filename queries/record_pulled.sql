-- Records a window in which the Logging API gave everything.
insert into pulled (source, scope, first, last, settled, oldest, newest) values (?, ?, ?, ?, ?, ?, ?)
