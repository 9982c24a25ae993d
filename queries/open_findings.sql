-- Which subjects have open findings, and in which stretch of time do their records and uses lie?
select kind, value, findings, first, last
from reported where until is null and findings <> ''
