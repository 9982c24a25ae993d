-- From when to when was a credential used?
select min(first) as first, max(last) as last from usage where credential = ?
