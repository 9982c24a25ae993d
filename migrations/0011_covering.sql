-- A full scan asks little of each entry, but of all of them: with that in the indexes it never reads the entries themselves.
drop index entry_by_credential;
create index entry_by_credential on entry (credential, event, at, certificate, digest, valid_from, valid_to) where credential is not null;
drop index entry_by_certificate;
create index entry_by_certificate on entry (certificate, event, at, credential, digest, valid_from, valid_to) where certificate is not null;
drop index entry_by_digest;
create index entry_by_digest on entry (digest, event, at, credential, certificate, resource, detail is null) where digest is not null;
drop index entry_by_recomputed;
create index entry_by_recomputed on entry (recomputed_certificate, certificate, recomputed_digest, digest) where recomputed_certificate is not null;
drop index entry_by_recomputed_digest;
create index entry_by_recomputed_digest on entry (recomputed_digest, digest) where recomputed_digest is not null;
