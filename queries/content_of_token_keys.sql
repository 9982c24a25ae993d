-- Which keys verify tokens?
select json, kid from token_key order by 1, 2
