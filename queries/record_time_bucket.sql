-- Records the uses of one time bucket of ten minutes.
insert into use_slot (slot, uses) values (?, ?) on conflict (slot) do update set uses = excluded.uses
