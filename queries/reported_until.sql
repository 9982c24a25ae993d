-- What ended to be reported with a scan?
select kind, value, since
from reported where until = ? order by kind, value, since
