-- From when to when was a credential used?
select min(first) as "first: i64", max(last) as "last: i64" from usage where credential = ?
