-- What of a file could not be read, beside whole lines: bodies of requests, which hide nothing that stands around them.
alter table file add column unreadable_bodies integer not null default 0;

-- What a line that could not be read may have been: where its log would stand, and when it was written at the earliest and at the
-- latest, by the lines around it where it does not tell itself. Null where that is open.
alter table rejected add column scope text;
alter table rejected add column first integer;
alter table rejected add column last integer;
update rejected set first = at, last = at;
