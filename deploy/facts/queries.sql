-- Ten questions to the facts of a lake, for DuckDB 1.0 and later, in the folder of the lake. The tables have the same columns in Spark and in
-- BigQuery. Facts are what the lines of the logs say: whether a credential is complete, unproven or broken is judged by `credtrail scan`.
--
-- An identifier is one byte for its kind and then the value: 1 SHA-256 of a certificate, 2 the jti of a token, 3 a credential id of another
-- form, 4 the digest that was signed.

-- 1. Which credentials were used most?
select credential[1:1] as kind, hex(credential) as credential, count(*) as uses, min("at") as first, max("at") as last
from read_parquet('uses/*/*.parquet') group by credential order by uses desc, credential limit 20;

-- 2. Which users presented more than one credential on one day?
select day, "user", count(distinct credential) as credentials
from read_parquet('uses/*/*.parquet', hive_partitioning = true) group by day, "user" having credentials > 1 order by credentials desc, "user" limit 20;

-- 3. How many entries does each log have on each day?
select day, log, event, count(*) as entries
from read_parquet('entries/*/*/*.parquet', hive_partitioning = true) group by all order by all;

-- 4. Which keys signed most, and how often were they refused?
select resource as key, count(*) as signatures, count(status) as refused
from read_parquet('entries/*/*/*.parquet') where event = 'signed' group by key order by signatures desc, key limit 20;

-- 5. Who called a key?
select resource as key, principal, count(*) as signatures
from read_parquet('entries/*/*/*.parquet') where event = 'signed' group by all order by signatures desc, key, principal limit 20;

-- 6. Which signed digests does no other entry name?
with edges as (select * from read_parquet('edges/*/*/*.parquet', hive_partitioning = true))
select hex(identifier) as digest, count(*) as signatures
from edges where log = 'kms' and identifier not in (select identifier from edges where log <> 'kms')
group by digest order by signatures desc, digest limit 20;

-- 7. Which used credentials did GKE never issue, as far as these logs tell?
select hex(credential) as credential, count(*) as uses
from read_parquet('uses/*/*.parquet')
where credential not in (
    select identifier from read_parquet('edges/*/*/*.parquet', hive_partitioning = true) where log = 'gke' and role in ('credential', 'certificate'))
group by credential order by uses desc, credential limit 20;

-- 8. Which certificates does CA Service have for a pool, with their names?
select resource as pool, holder ->> '$.common_name' as common_name, valid_from, valid_to
from read_parquet('entries/*/*/*.parquet') where event = 'certified' order by valid_from, common_name limit 20;

-- 9. Which tokens were used at night?
select "at", "user", cluster from read_parquet('uses/*/*.parquet')
where credential[1:1] = '\x02'::blob and extract(hour from "at") not between 6 and 20 order by "at" limit 20;

-- 10. How many lines has each split, and how many rows do its tables have?
select split.url as input, split.start as start, any_value(lines) as lines, sum(t.rows) as rows
from read_json('context/*.json', maximum_object_size = 100000000), unnest(tables) as u(t)
group by input, start order by input, start;
