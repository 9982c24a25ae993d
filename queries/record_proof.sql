-- Records what came of holding a token's signature against the keys; one that holds stays so.
update exhibit set proof = ?1, key = ?2
where kind = 5 and credential is ?3 and digest is ?4 and proof < 2
