-- Which entries mention this credential or digest, except as a requester?
select id, at, event, scope, resource, principal, insert_id, credential, certificate, digest, recomputed_certificate,
    recomputed_digest, requester, valid_from, valid_to, detail, file, line, offset, length, sha256, holder
from entry
where credential = ?1 or certificate = ?1 or recomputed_certificate = ?1 or digest = ?1 or recomputed_digest = ?1
