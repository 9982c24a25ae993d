-- Forgets a signature that was undecided.
delete from undecided where identifier = ?
