-- Tables, columns and indexes by the words that the program uses: a row of `evidence_item` is an evidence item, a row of `source_location`
-- tells where in a file some evidence was read.
alter table stand rename to source_location;
alter table authority rename column stand to source_location;
alter table authority_certificate rename column stand to source_location;
alter table revoked_serial rename column stand to source_location;
alter table revoked_certificate rename column stand to source_location;

alter table exhibit rename to evidence_item;
drop index exhibit_once;
drop index exhibit_by_credential;
drop index exhibit_by_digest;
create unique index evidence_item_once on evidence_item (kind, coalesce(credential, 0), coalesce(digest, 0));
create index evidence_item_by_credential on evidence_item (credential) where credential is not null;
create index evidence_item_by_digest on evidence_item (digest) where digest is not null;
