-- Which key signed this digest, and who called? @digest is hexadecimal; Cloud KMS logs digests as hexadecimal digits or in base64.
-- A refused call has a status other than 0, and signed nothing.
WITH signatures AS (
  SELECT
    timestamp,
    proto_payload.audit_log.authentication_info.principal_email AS caller,
    proto_payload.audit_log.resource_name AS key_version,
    COALESCE(
      JSON_VALUE(proto_payload.audit_log.request.digest.sha256),
      JSON_VALUE(proto_payload.audit_log.request.digest.sha384),
      JSON_VALUE(proto_payload.audit_log.request.digest.sha512)
    ) AS digest,
    insert_id
  FROM `acme-keys.global._Default._AllLogs`
  WHERE log_id = 'cloudaudit.googleapis.com/data_access'
    AND proto_payload.audit_log.service_name = 'cloudkms.googleapis.com'
    AND proto_payload.audit_log.method_name LIKE '%AsymmetricSign'
    AND COALESCE(proto_payload.audit_log.status.code, 0) = 0
)
SELECT timestamp, caller, key_version, digest, insert_id
FROM signatures
WHERE LOWER(digest) = LOWER(@digest)
  OR SAFE.FROM_BASE64(digest) = SAFE.FROM_HEX(@digest)
ORDER BY timestamp
