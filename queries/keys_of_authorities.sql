-- Which keys do authorities have, and under which names?
select name.id, name.text, authority.key from authority join name on name.id = authority.name
