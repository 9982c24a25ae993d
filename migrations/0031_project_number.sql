-- Numbers of projects, each with an id that a log entry shows: its resource name has the number, and the name of its log the id. A number with
-- two ids is no error here; what it means is decided where the rows are read.
create table project_number (
    number  integer not null,
    project text    not null, -- the id
    primary key (number, project)
) strict, without rowid;
