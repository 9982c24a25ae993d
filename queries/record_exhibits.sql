-- Records what somebody has in hand; the same thing again stays where it was met first.
insert into exhibit (kind, credential, digest, proof, key, file, line, offset, length, sha256) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
