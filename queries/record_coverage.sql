-- Records a stretch in which a log was heard.
insert into coverage (source, scope, first, last) values (?, ?, ?, ?)
