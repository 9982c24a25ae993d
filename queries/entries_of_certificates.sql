-- Which entries name the certificates of a range of numbers as such?
select certificate, event, at, credential, digest, valid_from, valid_to, holder, principal
from entry where certificate >= ?1 and certificate < ?2
