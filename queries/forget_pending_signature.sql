-- Forgets a signature that a key of its authority has verified.
delete from seal where identifier = ?
