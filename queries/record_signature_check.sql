-- Records the result of verifying a token's signature with the keys; a signature that is valid stays so.
update evidence_item set proof = ?1, key = ?2
where kind = 5 and credential is ?3 and digest is ?4 and proof < 2
