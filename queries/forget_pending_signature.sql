-- Forgets a signature that waited for a key, or that the known keys did not make.
delete from seal where identifier = ?
