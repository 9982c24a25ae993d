-- Who used this credential? The API server writes the id of a credential into a label of each request.
-- Requests that write are in the bucket _Required, and those that only read in _Default.
WITH requests AS (
  SELECT * FROM `acme-prod.global._Required._AllLogs`
  WHERE log_id = 'cloudaudit.googleapis.com/activity'
  UNION ALL
  SELECT * FROM `acme-prod.global._Default._AllLogs`
  WHERE log_id = 'cloudaudit.googleapis.com/data_access'
)
SELECT
  timestamp,
  proto_payload.audit_log.authentication_info.principal_email AS user,
  proto_payload.audit_log.method_name AS method,
  proto_payload.audit_log.resource_name AS resource_name,
  JSON_VALUE(resource.labels.cluster_name) AS cluster,
  insert_id
FROM requests
WHERE resource.type = 'k8s_cluster'
  AND @credential IN (
    JSON_VALUE(labels, '$."authentication.kubernetes.io/credential-id"'),
    JSON_VALUE(labels, '$."authentication.k8s.io/credential-id"')
  )
ORDER BY timestamp
