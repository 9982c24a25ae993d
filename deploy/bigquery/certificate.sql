-- When did CA Service create the certificate with this fingerprint (SHA-256 of the certificate, hexadecimal)?
-- The entry names the digest of the signed part, which Cloud KMS signed.
SELECT
  timestamp,
  proto_payload.audit_log.authentication_info.principal_email AS caller,
  proto_payload.audit_log.resource_name AS pool,
  JSON_VALUE(proto_payload.audit_log.response.certificate_description.cert_fingerprint.sha256_hash) AS fingerprint,
  JSON_VALUE(proto_payload.audit_log.response.certificate_description.tbs_certificate_digest) AS digest,
  insert_id
FROM `acme-keys.global._Default._AllLogs`
WHERE log_id = 'cloudaudit.googleapis.com/data_access'
  AND proto_payload.audit_log.service_name = 'privateca.googleapis.com'
  AND proto_payload.audit_log.method_name LIKE '%CertificateAuthorityService.CreateCertificate'
  AND LOWER(JSON_VALUE(proto_payload.audit_log.response.certificate_description.cert_fingerprint.sha256_hash)) = LOWER(@fingerprint)
ORDER BY timestamp
