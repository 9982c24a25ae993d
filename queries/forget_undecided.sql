-- Forgets a signature that was tried with some keys: another key of its authority has verified it.
delete from undecided where identifier = ?
