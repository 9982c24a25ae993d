-- Which clusters claim this certificate?
select resource, at, id from entry where credential = ?1 and event >= 10
