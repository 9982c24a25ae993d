-- What was reported of which subject, since which scan?
select since, kind, value, findings from reported
