-- Records a stretch in which issuances were recorded.
insert into recorded (source, issue, resource, first, last) values (?, ?, ?, ?, ?)
