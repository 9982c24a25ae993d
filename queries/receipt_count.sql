-- How many receipts are there?
select (select count(*) from entry) + (select count(*) from rejected) + (select count(*) from evidence_item) + (select count(*) from source_location)
    + (select count(*) from configuration) + (select count(*) from switch) + 2 * (select count(*) from usage) as count
