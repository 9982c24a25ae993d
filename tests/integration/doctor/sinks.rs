//! Sinks, exclusion filters and the retention of buckets.

use super::*;

fn with_sinks(sinks: Value) -> (Vec<Value>, i32) {
    let apis = healthy();
    apis.set(SINKS_OF_KEYS, Say::Json(json!({ "sinks": sinks })));
    found(&apis)
}

#[test]
fn a_disabled_sink_is_named() {
    let (mut default, mut export) = (default_sink("acme-keys"), export());
    default["disabled"] = json!(true);
    export["disabled"] = json!(true);
    let (found, status) = with_sinks(json!([default, export]));
    assert_eq!(status, 1);
    let (state_of_default, command) = state(
        &found,
        "the sink _Default of projects/acme-keys is disabled",
    );
    assert_eq!(state_of_default, "missing");
    assert_eq!(
        command,
        "gcloud logging sinks update _Default --project=acme-keys --no-disabled"
    );
    assert_eq!(
        state(
            &found,
            "the sink credtrail of projects/acme-keys is disabled"
        )
        .0,
        "missing"
    );
    assert_eq!(
        state(&found, "no sink of projects/acme-keys keeps").0,
        "note"
    );
}

#[test]
fn an_exclusion_filter_that_hits_a_log_is_named_and_another_is_not() {
    let mut default = default_sink("acme-keys");
    default["exclusions"] = json!([
        {"name": "pods", "filter": "resource.type=\"k8s_container\""},
        {"name": "kms", "filter": "protoPayload.serviceName=\"cloudkms.googleapis.com\""},
        {"name": "some", "filter": "sample(insertId, 0.9)"},
        {"name": "off", "filter": "logName:cloudaudit", "disabled": true},
    ]);
    let (found, status) = with_sinks(json!([default, export()]));
    assert_eq!(status, 1);
    let (kms, command) = state(&found, "exclusion filter kms");
    assert_eq!(kms, "missing");
    assert_eq!(
        command,
        "gcloud logging sinks update _Default --project=acme-keys --remove-exclusions=kms"
    );
    let message = about(&found, "exclusion filter kms")["message"].to_string();
    assert!(message.contains("holds back the logs kms:"), "{message}");
    let message = about(&found, "exclusion filter some")["message"].to_string();
    assert!(
        message.contains("may hold back entries of the logs ca-service, kms"),
        "{message}"
    );
    assert_eq!(wanting(&found).len(), 2, "{found:#?}");
}

#[test]
fn a_sink_that_is_not_meant_for_the_logs_is_passed_over() {
    let other = json!({"name": "web", "destination": "storage.googleapis.com/web", "filter": "resource.type=\"gce_instance\"", "disabled": true});
    let errors = json!({"name": "errors", "destination": "pubsub.googleapis.com/projects/p/topics/t", "filter": "severity>=ERROR"});
    let (found, status) = with_sinks(json!([default_sink("acme-keys"), export(), other, errors]));
    assert_eq!((wanting(&found), status), (vec![], 0));
    for sink in ["web", "errors"] {
        assert!(
            found.iter().all(|it| !it.to_string().contains(sink)),
            "{sink}"
        );
    }
}

#[test]
fn what_credtrail_filters_makes_is_an_export() {
    let folder = Folder::new();
    let script = crate::harness::cli::run(
        folder.path(),
        &["filters", "--project=acme-prod", "--key-project=acme-keys"],
    );
    let filter = script.out.split("--log-filter='").nth(2).expect("a filter");
    let filter = filter.split('\'').next().expect("its end");
    let apis = healthy();
    let mut sink = export();
    sink["filter"] = json!(filter);
    let sinks = json!({"sinks": [default_sink("acme-prod"), sink]});
    apis.set(
        "/v2/projects/acme-prod/sinks?pageSize=200",
        Say::Json(sinks),
    );
    let (found, status) = found(&apis);
    assert_eq!((wanting(&found), status), (vec![], 0));
    let message = about(&found, "the sink credtrail of projects/acme-prod")["message"].to_string();
    assert!(message.contains("the logs kubernetes, gke to"), "{message}");
}

#[test]
fn a_narrowed_or_absent_default_sink_is_missing() {
    let mut default = default_sink("acme-keys");
    default["filter"] = json!("severity>=WARNING");
    let (found, _) = with_sinks(json!([default, export()]));
    assert_eq!(
        state(&found, "the filter of the sink _Default").0,
        "missing"
    );
    let (found, _) = with_sinks(json!([export()]));
    assert_eq!(state(&found, "has no sink _Default").0, "missing");
}

#[test]
fn without_an_export_the_command_makes_one() {
    let (found, status) = with_sinks(json!([default_sink("acme-keys")]));
    assert_eq!(status, 0);
    let (note, command) = state(&found, "no sink of projects/acme-keys keeps the logs");
    assert_eq!(note, "note");
    assert!(
        command.starts_with("gcloud logging sinks create credtrail"),
        "{command}"
    );
    assert!(command.contains("AsymmetricSign"), "{command}");
}

#[test]
fn the_retention_of_both_kinds_of_buckets_is_asked() {
    let apis = healthy();
    apis.set(BUCKET, Say::Json(json!({})));
    let short = json!({"name": "_Default", "retentionDays": 7});
    apis.set(
        "/v2/projects/acme-keys/locations/global/buckets/_Default",
        Say::Json(short),
    );
    let (found, status) = found(&apis);
    assert_eq!(status, 1);
    assert_eq!(
        state(&found, "gs://acme-logs has no retention policy"),
        (
            "missing".to_owned(),
            "gcloud storage buckets update gs://acme-logs --retention-period=400d".to_owned()
        )
    );
    let (short, command) = state(&found, "for 7 days only");
    assert_eq!(short, "missing");
    assert_eq!(
        command,
        "gcloud logging buckets update _Default --location=global --project=acme-keys --retention-days=400"
    );
}

#[test]
fn an_open_retention_is_a_note_and_a_refused_bucket_not_known() {
    let apis = healthy();
    let open = json!({"retentionPolicy": {"retentionPeriod": "3456000"}});
    apis.set(BUCKET, Say::Json(open));
    let (open, status) = found(&apis);
    assert_eq!(
        (state(&open, "is not locked").0.as_str(), status),
        ("note", 0)
    );
    apis.set(BUCKET, Say::Refuse(403, "denied"));
    let (refused, status) = found(&apis);
    let (state, command) = state(&refused, "the retention of gs://acme-logs");
    assert_eq!((state.as_str(), status), ("not-known", 2));
    assert!(command.starts_with("gcloud storage buckets add-iam-policy-binding gs://acme-logs --role=roles/storage.legacyBucketReader"), "{command}");
}

#[test]
fn sinks_are_read_page_by_page() {
    let apis = healthy();
    let first = json!({"sinks": [default_sink("acme-keys")], "nextPageToken": "t/1&x"});
    apis.set(SINKS_OF_KEYS, Say::Json(first));
    let mut second = export();
    second["disabled"] = json!(true);
    apis.set(
        &format!("{SINKS_OF_KEYS}&pageToken=t%2F1%26x"),
        Say::Json(json!({"sinks": [second]})),
    );
    let (found, _) = found(&apis);
    assert_eq!(
        state(
            &found,
            "the sink credtrail of projects/acme-keys is disabled"
        )
        .0,
        "missing"
    );
}

#[test]
fn a_short_retention_of_a_bucket_is_missing() {
    let apis = healthy();
    let short = json!({"retentionPolicy": {"retentionPeriod": "86400", "isLocked": true}});
    apis.set(BUCKET, Say::Json(short));
    let (found, status) = found(&apis);
    let (state, _) = state(&found, "gs://acme-logs keeps objects for 1 days only");
    assert_eq!((state.as_str(), status), ("missing", 1));
}
