-- Which reports were signed, in order?
select scan, previous, sha256 from signed_report order by id
