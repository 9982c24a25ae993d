-- Inputs that were given to an ingest and are not read: nobody knows what stands in them. A row goes when its input is read. The path is
-- absolute, or an address.
create table unread (
    path   blob primary key,
    name   text not null,
    reason text not null
) strict, without rowid;
