-- Records a stretch that the user declares as read.
insert into declared (source, first, last) values (?, ?, ?) on conflict do nothing
