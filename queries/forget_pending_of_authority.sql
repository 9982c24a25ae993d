-- Forgets the signatures of this authority that the known keys did not make.
delete from seal where authority = ?
