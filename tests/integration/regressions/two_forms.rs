//! A request that stands in the logs in both of its forms.

use serde_json::{Value, json};

use crate::harness::in_process::report_on;
use crate::harness::normalized_report::normalized;

const ID: &str = "161e736c-399d-456a-a726-58bcd1a8b1ee";
const AT: &str = "2026-10-06T12:00:00.043625Z";

#[test]
fn a_request_has_its_cluster_whichever_form_comes_first() {
    let lines = [entry(), raw()].map(|it| it.to_string());
    let turned = [raw(), entry()].map(|it| it.to_string());
    let report = report_on(&lines);
    let cluster = "projects/acme-prod/locations/us-central1/clusters/payments";
    assert_eq!(
        report["summary"]["without_authority"],
        json!({ cluster: 1 })
    );
    assert_eq!(normalized(&report), normalized(&report_on(&turned)));
}

/// The entry of Cloud Logging, which names the cluster.
fn entry() -> Value {
    json!({
        "insertId": ID,
        "logName": "projects/acme-prod/logs/cloudaudit.googleapis.com%2Factivity",
        "timestamp": AT,
        "labels": {
            "authentication.kubernetes.io/issued-credential-id": "JTI=d934f69c-858f-4574-adf9-3c0a2941f390",
        },
        "operation": {"id": ID, "producer": "k8s.io", "first": true, "last": true},
        "resource": {
            "type": "k8s_cluster",
            "labels": {"project_id": "acme-prod", "location": "us-central1", "cluster_name": "payments"},
        },
        "protoPayload": {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "serviceName": "k8s.io",
            "methodName": "io.k8s.core.v1.serviceaccounts.token.create",
            "resourceName": "core/v1/namespaces/team-a/serviceaccounts/web/token",
            "authenticationInfo": {"principalEmail": "system:node:node-1"},
            "status": {"code": 0},
        },
    })
}

/// The audit event of the API server, which does not.
fn raw() -> Value {
    json!({
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Event",
        "level": "Metadata",
        "auditID": ID,
        "stage": "ResponseComplete",
        "requestReceivedTimestamp": AT,
        "stageTimestamp": "2026-10-06T12:00:00.118625Z",
        "requestURI": "/api/v1/namespaces/team-a/serviceaccounts/web/token",
        "verb": "create",
        "user": {"username": "system:node:node-1"},
        "objectRef": {"apiVersion": "v1", "namespace": "team-a", "name": "web", "resource": "serviceaccounts", "subresource": "token"},
        "responseStatus": {"code": 201, "metadata": {}},
        "annotations": {
            "authentication.kubernetes.io/issued-credential-id": "JTI=d934f69c-858f-4574-adf9-3c0a2941f390",
        },
    })
}
