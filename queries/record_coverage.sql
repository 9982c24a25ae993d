-- Records a stretch in which a log has entries.
insert into coverage (source, scope, first, last) values (?, ?, ?, ?)
