-- Forgets the sums of a credential, to make them anew.
delete from usage where credential = ?
