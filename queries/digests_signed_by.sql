-- Which digests was this key version asked to sign?
select distinct digest as "digest: i64" from entry
where resource = (select id from name where text = ?) and event = 3
order by digest limit ?
