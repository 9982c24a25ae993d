-- Begins a file; its content hash is set when the whole file has been read.
insert into file (name, content, detected, bytes, read, relevant, duplicate, rejected) values (?, randomblob(16), '', 0, 0, 0, 0, 0)
