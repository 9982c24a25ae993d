-- Which lines that could not be read were met again, and how often?
select sha256, count from again order by 1, 2
