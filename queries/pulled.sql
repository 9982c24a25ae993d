-- For which windows did the Logging API return all entries?
select pulled.source, name.text as scope, pulled.first, pulled.last, pulled.settled, pulled.oldest, pulled.newest
from pulled join name on name.id = pulled.scope
order by pulled.source, name.text, pulled.first
