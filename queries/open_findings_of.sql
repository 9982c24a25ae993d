-- Which findings of this subject are open, and in which stretch of time do its records and uses lie?
select kind, value, findings, first, last
from reported where kind = ? and value = ? and until is null and findings <> ''
