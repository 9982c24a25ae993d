-- Which digests was this key version called to sign?
select distinct digest as digest from entry
where resource = (select id from name where text = ?) and event = 3 and digest is not null
order by digest limit ?
