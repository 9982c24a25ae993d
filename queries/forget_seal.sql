-- Forgets a signature that a key has verified.
delete from seal where identifier = ?
