//! Entries that somebody with access to a log can have written, as many as wanted.

use serde_json::{Value, json};

const AGENT: &str = "service-123456789012@container-engine-robot.iam.gserviceaccount.com";
const KEY: &str = "projects/k/locations/l/keyRings/r/cryptoKeys/c/cryptoKeyVersions/1";

/// Every millisecond of a day.
fn time(number: usize) -> String {
    let (second, milli) = (number / 1000, number % 1000);
    let (minute, second) = (second / 60, second % 60);
    format!(
        "2026-10-06T{:02}:{:02}:{second:02}.{milli:03}456Z",
        minute / 60,
        minute % 60
    )
}

/// A token's id.
pub fn token(number: usize) -> String {
    format!("JTI=00000000-0000-4000-8000-{number:012x}")
}

/// A digest.
pub fn digest(number: usize) -> String {
    format!("{number:064x}")
}

/// KMS signed a digest.
pub fn signed(number: usize, digest: &str) -> Value {
    json!({
        "insertId": format!("k{number}"),
        "logName": "projects/k/logs/cloudaudit.googleapis.com%2Fdata_access",
        "protoPayload": {
            "authenticationInfo": {"principalEmail": AGENT},
            "methodName": "AsymmetricSign",
            "request": {"digest": {"sha256": digest}, "name": KEY},
            "resourceName": KEY,
            "serviceName": "cloudkms.googleapis.com",
        },
        "resource": {"type": "cloudkms_cryptokeyversion", "labels": {"project_id": "k"}},
        "timestamp": time(number),
    })
}

/// GKE issued a token.
pub fn issued(number: usize, token: &str, digest: &str) -> Value {
    json!({
        "insertId": format!("g{number}"),
        "logName": "projects/p/logs/cloudaudit.googleapis.com%2Fsystem_event",
        "protoPayload": {
            "authenticationInfo": {"principalEmail": AGENT},
            "metadata": {"credentialId": token, "toBeSignedDigest": digest},
            "methodName": "google.cloud.gkeauth.v1.Auth.SignServiceAccountJWT",
            "resourceName": "projects/p/locations/l/clusters/c",
            "serviceName": "container.googleapis.com",
        },
        "resource": {"type": "gke_cluster", "labels": {"cluster_name": "c", "location": "l", "project_id": "p"}},
        "timestamp": time(number),
    })
}

/// As lines of a file.
pub fn lines(entries: impl Iterator<Item = Value>) -> Vec<String> {
    entries.map(|it| it.to_string()).collect()
}
