-- Which lines of the files after one and up to another are receipts, in the order in which a file has them?
with recursive halved (bound, low, high) as ( -- the numbers of entries ascend with those of their files: the last one of a file is found by halves
    select column1, 0, ifnull((select max(id) from entry), 0) from (values (?1), (?2))
    union all
    select bound,
        iif((select file from entry where id > (low + high) / 2 order by id limit 1) <= bound, (low + high) / 2 + 1, low),
        iif((select file from entry where id > (low + high) / 2 order by id limit 1) <= bound, high, (low + high) / 2)
    from halved where low < high
),
within (after, up_to) as (
    select (select min(low) from halved where low = high and bound = ?1), (select min(low) from halved where low = high and bound = ?2)
)
select file, offset, sha256 from entry where id > (select after from within) and id <= (select up_to from within)
union select file, offset, sha256 from rejected where file > ?1 and file <= ?2
and reason not like '%: counted, not kept one by one' -- a row for several lines (src/model/omitted.rs), with a hash over all of them
union select file, offset, sha256 from evidence_item where file > ?1 and file <= ?2
union select file, offset, sha256 from source_location where file > ?1 and file <= ?2
union select file, offset, sha256 from configuration where file > ?1 and file <= ?2
union select file, offset, sha256 from switch where file > ?1 and file <= ?2
order by file, offset, sha256
