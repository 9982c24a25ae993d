-- Which tokens, after this one, did the API server call stale?
select credential from stale_token where credential > ? order by credential limit ?
