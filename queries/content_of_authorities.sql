-- Which keys does each authority have, and where does each stand?
select name.text as authority, authority.key, authority.own, file.name as file, place.line, place.offset, place.length, place.sha256
from authority left join name on name.id = authority.name
left join source_location as place on place.id = authority.source_location
left join file on file.id = place.file
order by 1, 2, 3, 4, 5, 6, 7, 8
