-- Which digests do entries after this one name, and which certificates do they certify or issue?
-- Tokens are among the certificates, which no entry certifies.
select digest, case when event = 2 then certificate when event >= 10 then credential end
from entry not indexed where id > ?1 -- "not indexed": by number, not through all of an index
