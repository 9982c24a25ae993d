//! Entries of `SetIamPolicy`: how the audit settings of a project, folder or organization were changed.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::simulation::clock::written;
use crate::simulation::digest::uuid;

/// One change of a setting.
pub struct Delta {
    pub action: &'static str,
    pub service: &'static str,
    pub log_type: &'static str,
    /// The exempted principal; empty: the change applies to all principals.
    pub exempted: &'static str,
}

/// A change for all principals.
pub fn delta(action: &'static str, service: &'static str, log_type: &'static str) -> Delta {
    Delta {
        action,
        service,
        log_type,
        exempted: "",
    }
}

/// A principal changed a setting of `scope`, as `projects/P`.
pub fn changed(scope: &str, delta: &Delta, by: &str, at: Timestamp) -> Value {
    let mut change = json!({
        "action": delta.action,
        "logType": delta.log_type,
        "service": delta.service,
    });
    if !delta.exempted.is_empty() {
        change["exemptedMember"] = delta.exempted.into();
    }
    json!({
        "insertId": uuid(format!("SetIamPolicy {scope} {} {at}", delta.action)),
        "logName": format!("{scope}/logs/cloudaudit.googleapis.com%2Factivity"),
        "protoPayload": {
            "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
            "authenticationInfo": { "principalEmail": by },
            "methodName": "SetIamPolicy",
            "resourceName": scope,
            "serviceData": {
                "@type": "type.googleapis.com/google.iam.v1.logging.AuditData",
                "policyDelta": { "auditConfigDeltas": [change] },
            },
            "serviceName": "cloudresourcemanager.googleapis.com",
            "status": {},
        },
        "resource": { "type": "project", "labels": { "project_id": scope.trim_start_matches("projects/") } },
        "severity": "NOTICE",
        "timestamp": written(at),
    })
}
