-- Which credentials, after this one and this user, came with other credential ids in one request, and under which user names?
select credential, principal from crowded_use where (credential, principal) > (?, ?) order by credential, principal limit ?
