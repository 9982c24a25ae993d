//! The API server's audit log in its Cloud Logging form.

use serde_json::{Map, Value, json};

use super::Envelope;
use crate::simulation::call::{Call, Target};
use crate::simulation::constants::{CLUSTER, CLUSTER_PROJECT, LOCATION};
use crate::simulation::raw::{CREDENTIAL_ID, annotations, path};
use crate::simulation::record::{Kind, Record, Source};

/// A call; its credential id and annotations are labels. A label holds one id only: the first.
pub fn call(call: &Call) -> Record {
    let id = call.audit_id();
    let sealed = Envelope {
        source: Source::Kubernetes,
        kind: Kind::Called,
        at: call.at,
        project: CLUSTER_PROJECT,
        log: log(call.verb),
        severity: "INFO",
        resource: json!({
            "type": "k8s_cluster",
            "labels": { "cluster_name": CLUSTER, "location": LOCATION, "project_id": CLUSTER_PROJECT },
        }),
        payload: payload(call),
    }
    .seal();
    sealed
        .set(
            "/operation",
            json!({ "id": id, "producer": "k8s.io", "first": true, "last": true }),
        )
        .set("/labels", labels(call))
        .set("/insertId", id)
}

/// The log of a verb: reads are Data Access, writes Admin Activity.
fn log(verb: &str) -> &'static str {
    match verb {
        "get" | "list" | "watch" => "data_access",
        _ => "activity",
    }
}

fn labels(call: &Call) -> Map<String, Value> {
    let mut labels = annotations(call);
    labels.extend(
        call.credentials
            .first()
            .map(|id| (CREDENTIAL_ID.to_owned(), json!(id))),
    );
    labels
}

fn payload(call: &Call) -> Value {
    let method = format!("io.k8s.{}.{}", dotted(&call.target), call.verb);
    let mut payload = json!({
        "authenticationInfo": call.user.as_ref().map_or(json!({}), |user| json!({ "principalEmail": user })),
        "methodName": method,
        "requestMetadata": { "callerIp": "10.128.0.7", "callerSuppliedUserAgent": "kubernetes-client/1.36" },
        "resourceName": format!("{}/v1/{}", group(&call.target), path(&call.target)),
        "serviceName": "k8s.io",
        "status": status(call.code),
    });
    if let Some(decision) = call.decision() {
        let granted = decision == "allow";
        payload["authorizationInfo"] = json!([{ "granted": granted, "permission": method, "resource": payload["resourceName"] }]);
    }
    if let Some(user) = &call.impersonated {
        payload["authenticationInfo"]["authoritySelector"] = user["username"].clone();
    }
    for (key, body) in [("request", &call.request), ("response", &call.response)] {
        if let Some(body) = body {
            payload[key] = body.clone();
        }
    }
    payload
}

fn status(code: u16) -> Value {
    match code {
        401 => json!({ "code": 16, "message": "Unauthorized" }),
        403 => json!({ "code": 7, "message": "Forbidden" }),
        _ => json!({ "code": 0 }),
    }
}

fn group(target: &Target) -> &str {
    match target.group {
        "" => "core",
        group => group,
    }
}

/// The resource in a method name, as `core.v1.serviceaccounts.token`, with the group without its domain.
fn dotted(target: &Target) -> String {
    let group = group(target).split('.').next().unwrap_or_default();
    let subresource = target
        .subresource
        .map(|part| format!(".{part}"))
        .unwrap_or_default();
    format!("{group}.v1.{}{subresource}", target.resource)
}
