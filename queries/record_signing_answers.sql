-- Records with which certificate a CertificateSigningRequest was answered.
insert into signing_answer (certificate, called, cluster, uid, at) values (?, ?, ?, ?, ?) on conflict do nothing
