-- Values of identifiers come in no order. Their index is a table of its own, so that many new ones can be kept back from it, sorted, and
-- merged at once: each of them alone would go into another page.
create table identifier_by_value (
    kind  integer not null,
    value blob    not null,
    id    integer not null references identifier,
    primary key (kind, value)
) strict, without rowid;
insert into identifier_by_value select kind, value, id from identifier order by kind, value; -- as the old index has them

create table identifier_numbered (
    id    integer primary key,
    kind  integer not null, -- 1 certificate, 2 token, 3 other, 4 digest to be signed
    value blob    not null  -- the bytes of a digest, the text of an id
) strict;
insert into identifier_numbered select id, kind, value from identifier order by id;
drop table identifier;
alter table identifier_numbered rename to identifier;

-- Those that are kept back; none when a file has been read.
create table identifier_fresh (
    kind  integer not null,
    value blob    not null,
    id    integer not null references identifier,
    primary key (kind, value)
) strict, without rowid;
