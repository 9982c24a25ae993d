-- Which public keys are there for tokens?
select json, kid from token_key order by kid, json
