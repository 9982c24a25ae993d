-- Records a stretch of which the user says that everything was read.
insert into declared (source, first, last) values (?, ?, ?) on conflict do nothing
