-- Which requests and issuances name the credentials of a range of numbers?
select credential, event, at, certificate, digest, valid_from, valid_to, holder, resource
from entry where credential >= ?1 and credential < ?2
