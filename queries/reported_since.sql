-- What began to be reported with a scan?
select kind, value, findings, first, last, from_at, to_at, file, file_at
from reported where since = ? order by kind, value
