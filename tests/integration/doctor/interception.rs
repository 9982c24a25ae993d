//! Sinks of folders and organizations that take entries of projects.

use super::*;

/// A sink of a folder that takes all logs of the projects in it.
fn of_folder(change: &Value) -> Value {
    let mut sink = json!({
        "name": "central",
        "destination": "logging.googleapis.com/projects/acme-logs",
        "filter": "logName:\"cloudaudit.googleapis.com\"",
        "includeChildren": true,
        "interceptChildren": true,
    });
    for (name, value) in change.as_object().expect("members") {
        sink[name] = value.clone();
    }
    sink
}

fn with_sink_of_folder(change: &Value) -> (Vec<Value>, i32) {
    let apis = healthy();
    let sinks = json!({ "sinks": [of_folder(change)] });
    apis.set(SINKS_OF_FOLDER, Say::Json(sinks));
    found(&apis)
}

#[test]
fn a_sink_above_that_intercepts_the_logs_is_named() {
    let (found, status) = with_sink_of_folder(&json!({}));
    assert_eq!(status, 1);
    let text =
        "the sink central of folders/77 intercepts the logs ca-service, kms of projects/acme-keys";
    let (missing, command) = state(&found, text);
    assert_eq!(missing, "missing");
    assert_eq!(
        command,
        "gcloud logging sinks update central --folder=77 --no-intercept-children"
    );
    let says = |text: &str| found.iter().any(|it| it.to_string().contains(text));
    assert!(!says("the sink _Default of projects/acme-keys carries"));
    assert!(!says("the sink credtrail of projects/acme-keys carries"));
    assert!(!says("no sink of projects/acme-keys keeps"), "{found:#?}");
}

#[test]
fn what_nobody_misses_is_no_more_than_a_note() {
    let apis = healthy();
    let sinks = json!({ "sinks": [of_folder(&json!({"filter": "logName:activity"}))] });
    apis.set(SINKS_OF_FOLDER, Say::Json(sinks));
    let only_default = json!({"sinks": [default_sink("acme-prod")]});
    apis.set(
        "/v2/projects/acme-prod/sinks?pageSize=200",
        Say::Json(only_default),
    );
    let (found, status) = found(&apis);
    assert_eq!((wanting(&found), status), (vec![], 0));
    let text = "intercepts the logs kubernetes of projects/acme-prod";
    assert_eq!(state(&found, text).0, "note", "_Required keeps them");
}

#[test]
fn a_sink_that_lets_the_logs_through_intercepts_nothing() {
    for change in [
        json!({"interceptChildren": false}),
        json!({"includeChildren": false}),
        json!({"disabled": true}),
        json!({"filter": "resource.type=gce_instance"}),
        json!({"exclusions": [{"name": "audit", "filter": "logName:cloudaudit"}]}),
    ] {
        let (found, _) = with_sink_of_folder(&change);
        assert!(
            found
                .iter()
                .all(|it| !it.to_string().contains("intercepts")),
            "{change}: {found:#?}"
        );
    }
    let back = json!({"destination": "logging.googleapis.com/projects/acme-keys"});
    let (found, _) = with_sink_of_folder(&back);
    assert!(
        found.iter().all(|it| !it
            .to_string()
            .contains("ca-service, kms of projects/acme-keys")),
        "what is routed into the project comes to its sinks"
    );
}

#[test]
fn a_sink_above_that_intercepts_nothing_is_an_export() {
    let apis = healthy();
    for project in ["acme-prod", "acme-keys"] {
        let only_default = json!({"sinks": [default_sink(project)]});
        let path = format!("/v2/projects/{project}/sinks?pageSize=200");
        apis.set(&path, Say::Json(only_default));
    }
    let mut sink = of_folder(&json!({"interceptChildren": false}));
    sink["destination"] = json!("storage.googleapis.com/acme-logs");
    apis.set(SINKS_OF_FOLDER, Say::Json(json!({ "sinks": [sink] })));
    let (first, status) = found(&apis);
    assert_eq!((wanting(&first), status), (vec![], 0));
    assert!(
        first
            .iter()
            .all(|it| !it.to_string().contains("no sink of"))
    );
    let kms = "the sink central of folders/77 carries the logs ca-service, kms to";
    assert_eq!(state(&first, kms).0, "fine");
    assert_eq!(state(&first, "gs://acme-logs keeps objects").0, "fine");
    sink["disabled"] = json!(true);
    apis.set(SINKS_OF_FOLDER, Say::Json(json!({ "sinks": [sink] })));
    let (found, status) = found(&apis);
    let disabled = "the sink central of folders/77 is disabled: it carries nothing of the logs kub";
    let (missing, command) = state(&found, disabled);
    assert_eq!((missing.as_str(), status), ("missing", 1));
    assert_eq!(
        command,
        "gcloud logging sinks update central --folder=77 --no-disabled"
    );
}

#[test]
fn sinks_above_that_are_refused_are_not_known() {
    let apis = healthy();
    let organization = "/v2/organizations/99/sinks?pageSize=200";
    apis.set(organization, Say::Refuse(403, "denied"));
    let (found, status) = found(&apis);
    assert_eq!(status, 2);
    let (unknown, command) = state(&found, "what the sinks of organizations/99 carry");
    assert_eq!(unknown, "not-known");
    let grants = "gcloud organizations add-iam-policy-binding 99 --role=roles/logging.viewer";
    assert!(command.starts_with(grants), "{command}");
    let kms = "the sink credtrail of projects/acme-keys carries";
    assert_eq!(state(&found, kms).0, "fine");
}
