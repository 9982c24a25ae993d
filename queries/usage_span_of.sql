-- When was a credential first and last used?
select min(first) as first, max(last) as last from usage where credential = ?
