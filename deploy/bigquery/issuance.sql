-- When did GKE issue this credential? The entry names the fingerprint of a certificate, or the digest that was signed for a token.
SELECT
  timestamp,
  proto_payload.audit_log.method_name AS method,
  proto_payload.audit_log.resource_name AS cluster,
  JSON_VALUE(proto_payload.audit_log.metadata.credentialId) AS credential,
  JSON_VALUE(proto_payload.audit_log.metadata.certificateFingerprint) AS fingerprint,
  JSON_VALUE(proto_payload.audit_log.metadata.toBeSignedDigest) AS digest,
  insert_id
FROM `acme-prod.global._Required._AllLogs`
WHERE log_id = 'cloudaudit.googleapis.com/system_event'
  AND proto_payload.audit_log.service_name = 'container.googleapis.com'
  AND proto_payload.audit_log.method_name LIKE 'google.cloud.gkeauth.v1.Auth.%'
  AND JSON_VALUE(proto_payload.audit_log.metadata.credentialId) = @credential
ORDER BY timestamp
