-- Begins a file; its content is known when all of it has been read.
insert into file (name, content, detected, bytes, read, relevant, duplicate, rejected) values (?, randomblob(16), '', 0, 0, 0, 0, 0)
