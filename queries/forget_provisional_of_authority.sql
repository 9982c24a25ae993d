-- Forgets the signatures of this authority that counted as sound for now.
delete from provisional where authority = ?
