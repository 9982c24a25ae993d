-- Ends what stood of subjects of which a scan (first) says something else (second, as JSON).
update reported set until = ?1
from (
    select value ->> 0 as kind, unhex(value ->> 1) as value, value ->> 2 as findings from json_each(?2)
) as said
where reported.kind = said.kind and reported.value = said.value and reported.until is null
    and reported.findings is not said.findings
