//! The newest entry of each log, and the caller's permissions.

use super::*;

const VIEW: &str =
    "/v2/entries:list kms of projects/acme-keys/locations/global/buckets/_Default/views/_AllLogs";

#[test]
fn the_newest_entry_and_its_lag_are_told() {
    let (found, _) = found(&healthy());
    let message =
        about(&found, "kms log of projects/acme-keys: the newest entry")["message"].to_string();
    assert!(
        message.contains("12m") && message.contains("it arrived 3s after that"),
        "{message}"
    );
}

#[test]
fn an_old_entry_is_a_note() {
    let apis = healthy();
    apis.set(
        NEWEST_OF_KMS,
        Say::Json(entries(SignedDuration::from_hours(50))),
    );
    let (found, status) = found(&apis);
    assert_eq!(
        (
            state(&found, "kms log of projects/acme-keys: the newest")
                .0
                .as_str(),
            status
        ),
        ("note", 0)
    );
}

#[test]
fn empty_pages_are_no_end() {
    let apis = healthy();
    apis.set(NEWEST_OF_KMS, Say::Json(json!({"nextPageToken": "a"})));
    apis.set(
        &format!("{NEWEST_OF_KMS} a"),
        Say::Json(json!({"nextPageToken": "b"})),
    );
    apis.set(
        &format!("{NEWEST_OF_KMS} b"),
        Say::Json(entries(SignedDuration::from_mins(1))),
    );
    let (found, status) = found(&apis);
    assert_eq!(
        (
            state(&found, "kms log of projects/acme-keys: the newest")
                .0
                .as_str(),
            status
        ),
        ("fine", 0)
    );
}

#[test]
fn an_empty_log_is_missing_only_for_those_who_may_see_it() {
    let apis = healthy();
    apis.set(NEWEST_OF_KMS, Say::Json(json!({})));
    apis.set(VIEW, Say::Json(json!({})));
    let (open, status) = found(&apis);
    assert_eq!(
        (
            state(&open, "kms log of projects/acme-keys holds no entry")
                .0
                .as_str(),
            status
        ),
        ("missing", 1)
    );
    apis.set(
        VIEW,
        Say::Refuse(403, "Permission 'logging.views.access' denied."),
    );
    let (hidden, status) = found(&apis);
    let (state, command) = state(&hidden, "the newest entry of the kms log");
    assert_eq!((state.as_str(), status), ("not-known", 2));
    assert!(
        command.contains("--role=roles/logging.privateLogViewer"),
        "{command}"
    );
}

#[test]
fn empty_logs_of_the_cluster_are_missing() {
    let apis = healthy();
    for log in ["kubernetes", "gke"] {
        let path = format!("/v2/entries:list {log} of projects/acme-prod");
        apis.set(&path, Say::Json(json!({})));
    }
    let (found, status) = found(&apis);
    assert_eq!(status, 1);
    assert_eq!(
        state(&found, "gke log of projects/acme-prod holds no entry").0,
        "missing"
    );
    assert_eq!(
        state(
            &found,
            "kubernetes log of projects/acme-prod holds no entry"
        )
        .0,
        "missing"
    );
}

#[test]
fn a_permission_that_the_caller_lacks_is_named_with_its_role() {
    let apis = healthy();
    let path = "/v3/projects/acme-keys:testIamPermissions";
    apis.set(
        path,
        Say::Json(json!({"permissions": ["logging.logEntries.list"]})),
    );
    let (lacking, status) = found(&apis);
    let (state_of_role, command) = state(
        &lacking,
        "the caller lacks logging.privateLogEntries.list in projects/acme-keys",
    );
    assert_eq!((state_of_role.as_str(), status), ("missing", 1));
    assert!(
        command.starts_with(
            "gcloud projects add-iam-policy-binding acme-keys --role=roles/logging.privateLogViewer"
        ),
        "{command}"
    );
    apis.set(path, Say::Refuse(403, "no"));
    let (refused, status) = found(&apis);
    assert_eq!(
        (state(&refused, "what the caller may do").0.as_str(), status),
        ("not-known", 2)
    );
}
