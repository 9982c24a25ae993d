-- For which hours of the last week does each log have entries? An hour without a row had none: a hole, or a quiet hour.
WITH entries AS (
  SELECT * FROM `acme-prod.global._Required._AllLogs`
  WHERE proto_payload.audit_log.service_name IN ('k8s.io', 'container.googleapis.com')
  UNION ALL
  SELECT * FROM `acme-keys.global._Default._AllLogs`
  WHERE proto_payload.audit_log.service_name IN ('privateca.googleapis.com', 'cloudkms.googleapis.com')
)
SELECT
  TIMESTAMP_TRUNC(timestamp, HOUR) AS hour,
  log_id,
  proto_payload.audit_log.service_name AS service,
  COUNT(*) AS entries
FROM entries
WHERE timestamp > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)
GROUP BY hour, log_id, service
ORDER BY service, log_id, hour
