-- Which entries come after this one, and which hash does each carry of what it says?
select id, at, event, scope, resource, principal, insert_id, credential, certificate, digest, recomputed_certificate,
    recomputed_digest, requester, valid_from, valid_to, detail, file, line, offset, length, sha256, holder, content
from entry where id > ? order by id limit ?
