-- Which subjects were reported twice at a time, or in stretches that end before they begin?
select kind, value, since from (
    select kind, value, since, until, first, last, from_at, to_at,
        lag(ifnull(until, 9223372036854775807)) over (partition by kind, value order by since) as before
    from reported
)
where until <= since or before > since or first > last or from_at > to_at
