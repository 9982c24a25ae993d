-- Inputs of which the user said that they hold no log entries, by the SHA-256 of their bytes as they lie there: the same bytes stay
-- dismissed under any name, and other bytes under the same name do not.
create table dismissed (
    content blob primary key
) strict, without rowid;
