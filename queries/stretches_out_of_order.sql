-- Which stretches of time end before they begin, begin before the one before ends, or belong to no log?
with stretch as (
    select 'coverage' as kept, source, scope, 0 as issue, first, last from coverage
    union all select 'recorded', source, resource, issue, first, last from recorded
    union all select 'pulled', source, scope, 0, first, last from pulled
), ordered as (
    select kept, source, first, last, lag(last) over (partition by kept, source, scope, issue order by first) as before from stretch
)
select kept, first, last from ordered
where first > last or before > first or source not between 1 and 5
union all
select 'declared', first, last from declared where first > last or source not between 1 and 5
union all
select 'hour_heard', first, last from hour_heard where first > last or source not between 1 and 5
union all
select 'pulled', first, last from pulled where oldest > newest
