-- Forgets the usage totals of a credential, before they are written again.
delete from usage where credential = ?
