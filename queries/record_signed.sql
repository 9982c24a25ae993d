-- Records that the report of a scan was signed, unless another one was signed since.
insert into signed_report (scan, previous, sha256)
select ?1, ?2, ?3 where (select sha256 from signed_report order by id desc limit 1) is ?2
