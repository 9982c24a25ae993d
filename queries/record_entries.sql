-- Records entries of the issuance side; an entry that is known stays as it is.
insert or rollback into entry (
    at, content, event, scope, resource, principal, insert_id,
    credential, certificate, digest, recomputed_certificate, recomputed_digest, requester,
    valid_from, valid_to, detail, file, line, offset, length, sha256, holder
) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
