-- Forgets a signature that counted as sound for now.
delete from provisional where identifier = ?
