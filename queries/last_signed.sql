-- Which report was signed last, and which file was the newest for its scan?
select scan, position, sha256 from signed_report join scan on scan.id = signed_report.scan
order by signed_report.id desc limit 1
