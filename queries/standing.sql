-- Of which subjects do findings stand, and since when do they speak?
select kind, value, findings, first, last
from reported where until is null and findings <> ''
