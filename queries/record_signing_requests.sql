-- Records who created a CertificateSigningRequest.
insert into signing_request (called, cluster, uid, at, principal, acting_as, credential, source_location) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
