//! Many users of one credential.

use serde_json::{Value, json};

use super::attacks::{lines, token};
use super::{auditor, grows_in_proportion, steps};

/// A user came with a token.
fn used(number: usize) -> Value {
    let user = format!("user-{number:06}@example.com");
    used_by(number, &token(1), &user)
}

/// This user came with this token.
pub fn used_by(number: usize, token: &str, user: &str) -> Value {
    json!({
        "insertId": format!("u{number}"),
        "labels": {"authentication.kubernetes.io/credential-id": token},
        "logName": "projects/p/logs/cloudaudit.googleapis.com%2Fdata_access",
        "operation": {"id": format!("00000000-0000-4000-8000-{number:012x}")},
        "protoPayload": {
            "authenticationInfo": {"principalEmail": user},
            "methodName": "io.k8s.core.v1.pods.list",
            "resourceName": "core/v1/pods",
            "serviceName": "k8s.io",
        },
        "resource": {"type": "k8s_cluster", "labels": {"cluster_name": "c", "location": "l", "project_id": "p"}},
        "timestamp": format!("2026-10-06T00:{:02}:{:02}Z", number / 60 % 60, number % 60),
    })
}

#[test]
fn of_many_users_of_a_credential_the_first_are_named_and_all_are_counted() {
    let by = |size| auditor(&[("kubernetes.ndjson", lines((0..size).map(used)))]);
    let report = by(9_000).report(); // more than are read at a time
    let lineage = &report["lineages"][0];
    let uses = &lineage["uses"];
    assert_eq!(uses["principals"].as_array().map(Vec::len), Some(32));
    assert_eq!(uses["principals"][0], "user-000000@example.com");
    assert_eq!(
        (&uses["principals_omitted"], &uses["count"]),
        (&json!(8_968), &json!(9_000))
    );
    let message = lineage["findings"].to_string();
    assert!(message.contains("came with 9000 user names"), "{message}");
    let size_of_report = |size| by(size).report_bytes().len();
    assert!(size_of_report(1_600) < size_of_report(400) + 200);
}

#[test]
fn the_users_of_a_credential_are_read_once() {
    let by = |size| auditor(&[("kubernetes.ndjson", lines((0..size).map(used)))]);
    grows_in_proportion(250, |size| {
        let all: [&dyn rusqlite::ToSql; 4] = [&1, &0, &0, &i64::MAX];
        steps(&by(size), "usage_of.sql", &all)
    });
}
