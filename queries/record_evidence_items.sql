-- Records evidence items; an item that is known keeps its first place.
insert into evidence_item (kind, credential, digest, proof, key, file, line, offset, length, sha256) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
