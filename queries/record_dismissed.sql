-- Records that these bytes hold no log entries.
insert into dismissed (content) values (?) on conflict do nothing
