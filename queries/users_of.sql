-- Who came with this credential?
select distinct principal from usage where credential = ?
