-- Which public keys verify tokens?
select json, kid from token_key order by kid, json
