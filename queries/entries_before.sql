-- Which entries were written before this moment, the last ones first?
select content, at, event, credential, certificate, digest
from entry where (at, content) < (?1, ?2) order by at desc, content desc limit ?3
