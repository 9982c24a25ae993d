-- For which hours of the last week does each log have entries? An hour without a row had none: a hole, or a quiet hour.
SELECT
  TIMESTAMP_TRUNC(timestamp, HOUR) AS hour,
  log_id,
  proto_payload.audit_log.service_name AS service,
  COUNT(*) AS entries
FROM `acme-keys.global._Default._AllLogs`
WHERE timestamp > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)
  AND proto_payload.audit_log.service_name IN (
    'k8s.io',
    'container.googleapis.com',
    'privateca.googleapis.com',
    'cloudkms.googleapis.com'
  )
GROUP BY hour, log_id, service
ORDER BY service, log_id, hour
