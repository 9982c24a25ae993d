//! Entries of the GKE API's Admin Activity log: how the cluster was configured.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::simulation::clock::written;
use crate::simulation::constants::{
    CLUSTER, CLUSTER_POOL, CLUSTER_PROJECT, ClusterKeys, LOCATION, PLATFORM_TEAM,
};
use crate::simulation::digest::uuid;

const MANAGER: &str = "google.container.v1.ClusterManager";

/// The cluster was created with these keys.
pub fn created(keys: &ClusterKeys, at: Timestamp) -> Value {
    let cluster = json!({ "name": CLUSTER, "userManagedKeysConfig": config(keys) });
    let request = json!({ "parent": parent(), "cluster": cluster });
    entry("CreateCluster", Some(request), at, &operation(at))
}

/// The cluster was created without keys of its owner.
pub fn created_without_keys(at: Timestamp) -> Value {
    let request = json!({ "parent": parent(), "cluster": { "name": CLUSTER } });
    entry("CreateCluster", Some(request), at, &operation(at))
}

/// The cluster was deleted.
pub fn deleted(at: Timestamp) -> Value {
    entry(
        "DeleteCluster",
        Some(json!({ "name": name() })),
        at,
        &operation(at),
    )
}

/// The cluster was updated to other keys.
pub fn updated(keys: &ClusterKeys, at: Timestamp) -> Value {
    let update = json!({ "desiredUserManagedKeysConfig": config(keys) });
    let request = json!({ "name": name(), "update": update });
    entry("UpdateCluster", Some(request), at, &operation(at))
}

/// The end of the operation that an update began.
pub fn update_ended(begun: Timestamp, at: Timestamp) -> Value {
    entry("UpdateCluster", None, at, &operation(begun))
}

/// The failure of the operation that a call of this method began.
pub fn failed(method: &str, begun: Timestamp, at: Timestamp) -> Value {
    let mut ended = entry(method, None, at, &operation(begun));
    ended["protoPayload"]["status"] = json!({ "code": 13, "message": "INTERNAL" });
    ended
}

/// The output of `gcloud container clusters describe --format=json`.
pub fn described(keys: &ClusterKeys) -> Value {
    json!({
        "createTime": "2026-09-01T08:00:00+00:00",
        "location": LOCATION,
        "name": CLUSTER,
        "selfLink": format!("https://container.googleapis.com/v1/{}", name()),
        "userManagedKeysConfig": config(keys),
    })
}

fn parent() -> String {
    format!("projects/{CLUSTER_PROJECT}/locations/{LOCATION}")
}

fn name() -> String {
    format!("{}/clusters/{CLUSTER}", parent())
}

fn operation(begun: Timestamp) -> String {
    format!("operation-{}", uuid(format!("operation begun {begun}")))
}

fn config(keys: &ClusterKeys) -> Value {
    json!({
        "clusterCa": CLUSTER_POOL.name,
        "serviceAccountSigningKeys": keys.signing,
        "serviceAccountVerificationKeys": keys.verification,
    })
}

/// The entry of a call that begins an operation, or of the operation's end, which has neither a request nor a caller.
fn entry(method: &str, request: Option<Value>, at: Timestamp, operation: &str) -> Value {
    let edge = if request.is_some() { "first" } else { "last" };
    let mut payload = json!({
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "methodName": format!("{MANAGER}.{method}"),
        "resourceName": name(),
        "serviceName": "container.googleapis.com",
    });
    if let Some(request) = request {
        payload["authenticationInfo"] = json!({ "principalEmail": PLATFORM_TEAM });
        payload["request"] = request;
    }
    json!({
        "insertId": uuid(format!("{method} {edge} {at}")),
        "logName": format!("projects/{CLUSTER_PROJECT}/logs/cloudaudit.googleapis.com%2Factivity"),
        "operation": { "id": operation, "producer": "container.googleapis.com", edge: true },
        "protoPayload": payload,
        "resource": {
            "type": "gke_cluster",
            "labels": { "cluster_name": CLUSTER, "location": LOCATION, "project_id": CLUSTER_PROJECT },
        },
        "severity": "NOTICE",
        "timestamp": written(at),
    })
}
