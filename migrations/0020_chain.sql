-- Each recorded scan carries a hash of what it recorded and of the scan before (src/store/rows/scan_chain.rs), so that one that is altered or
-- removed shows. Null in scans that were recorded before.
alter table scan add column previous blob; -- the hash of the scan before
alter table scan add column hash blob;     -- of `previous` and of what this scan recorded
