//! `credtrail doctor` against a server that behaves like Google's APIs.

mod audit_settings;
mod calls;
mod clusters;
mod database;
mod deny_policies;
mod filters;
mod hostile;
mod interception;
mod logs;
mod report;
mod sinks;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::harness::cli::{Ended, credtrail, ended};
use crate::harness::google_apis::{GoogleApis, Say};
use crate::simulation::files::Folder;

const TOKEN: &str = "ya29.a0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";

const SINKS_OF_KEYS: &str = "/v2/projects/acme-keys/sinks?pageSize=200";
const POLICY_OF_KEYS: &str = "/v3/projects/acme-keys:getIamPolicy";
const POLICY_OF_FOLDER: &str = "/v3/folders/77:getIamPolicy";
const SINKS_OF_FOLDER: &str = "/v2/folders/77/sinks?pageSize=200";
const CLUSTERS: &str = "/v1/projects/acme-prod/locations/-/clusters";
const BUCKET: &str = "/storage/v1/b/acme-logs?fields=retentionPolicy";
const NEWEST_OF_KMS: &str = "/v2/entries:list kms of projects/acme-keys";

/// The key version and the pool of a cluster.
const SIGNING_KEY: &str =
    "projects/acme-keys/locations/global/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1";
const POOL: &str = "projects/acme-keys/locations/us-central1/caPools/cluster-ca-pool";

/// Projects of which nothing is missing, in a folder of an organization.
fn healthy() -> GoogleApis {
    let apis = GoogleApis::start();
    for project in ["acme-prod", "acme-keys"] {
        let ancestor = |kind: &str, id: &str| json!({"resourceId": {"type": kind, "id": id}});
        apis.set(
            &format!("/v1/projects/{project}:getAncestry"),
            Say::Json(json!({"ancestor": [
                ancestor("project", project), ancestor("folder", "77"), ancestor("organization", "99"),
            ]})),
        );
        apis.set(
            &format!("/v3/projects/{project}:testIamPermissions"),
            Say::Json(json!({"permissions": ["logging.logEntries.list", "logging.privateLogEntries.list"]})),
        );
        apis.set(
            &format!("/v2/projects/{project}/locations/global/buckets/_Default"),
            Say::Json(json!({"name": "_Default", "retentionDays": 30})),
        );
        apis.set(
            &format!("/v2/projects/{project}/sinks?pageSize=200"),
            Say::Json(json!({"sinks": [default_sink(project), export()]})),
        );
    }
    apis.set(
        POLICY_OF_KEYS,
        Say::Json(policy(&[
            ("privateca.googleapis.com", &["ADMIN_READ", "DATA_WRITE"]),
            ("cloudkms.googleapis.com", &["DATA_READ"]),
        ])),
    );
    let reads = policy(&[("container.googleapis.com", &["ADMIN_READ", "DATA_READ"])]);
    apis.set("/v3/projects/acme-prod:getIamPolicy", Say::Json(reads));
    apis.set(POLICY_OF_FOLDER, Say::Json(json!({"etag": "BwY="})));
    apis.set("/v3/organizations/99:getIamPolicy", Say::Json(json!({})));
    for above in ["folders/77", "organizations/99"] {
        let own = json!({"name": "_Default", "destination": format!("logging.googleapis.com/{above}/locations/global/buckets/_Default")});
        let path = format!("/v2/{above}/sinks?pageSize=200");
        apis.set(&path, Say::Json(json!({ "sinks": [own] })));
    }
    for place in [
        "projects/acme-prod",
        "projects/acme-keys",
        "folders/77",
        "organizations/99",
    ] {
        apis.set(&deny_policies_of(place), Say::Json(json!({})));
    }
    apis.set(
        BUCKET,
        Say::Json(json!({"retentionPolicy": {"retentionPeriod": "34560000", "isLocked": true}})),
    );
    for (log, project) in [
        ("kubernetes", "acme-prod"),
        ("gke", "acme-prod"),
        ("ca-service", "acme-keys"),
        ("kms", "acme-keys"),
    ] {
        let path = format!("/v2/entries:list {log} of projects/{project}");
        apis.set(&path, Say::Json(entries(SignedDuration::from_mins(12))));
    }
    apis.set(
        CLUSTERS,
        Say::Json(json!({"clusters": [cluster("payments")]})),
    );
    apis
}

/// The path of the deny policies of a project, a folder or an organization.
fn deny_policies_of(place: &str) -> String {
    let place = place.replace('/', "%2F");
    format!("/v2/policies/cloudresourcemanager.googleapis.com%2F{place}/denypolicies")
}

/// A page with one entry of this age, which took three seconds to arrive.
fn entries(age: SignedDuration) -> Value {
    let at = Timestamp::now() - age;
    let received = at + SignedDuration::from_secs(3);
    json!({"entries": [{"timestamp": at.to_string(), "receiveTimestamp": received.to_string()}]})
}

fn default_sink(project: &str) -> Value {
    json!({
        "name": "_Default",
        "destination": format!("logging.googleapis.com/projects/{project}/locations/global/buckets/_Default"),
        "filter": "NOT LOG_ID(\"cloudaudit.googleapis.com/activity\") AND NOT LOG_ID(\"externalaudit.googleapis.com/activity\")",
    })
}

/// A sink of all logs to a bucket.
fn export() -> Value {
    json!({
        "name": "credtrail",
        "destination": "storage.googleapis.com/acme-logs",
        "filter": "logName:\"cloudaudit.googleapis.com\"",
        "writerIdentity": "serviceAccount:x@y",
    })
}

fn policy(configs: &[(&str, &[&str])]) -> Value {
    let configs = configs.iter().map(|(service, types)| {
        let types: Vec<Value> = types.iter().map(|it| json!({"logType": it})).collect();
        json!({"service": service, "auditLogConfigs": types})
    });
    json!({"etag": "BwY=", "auditConfigs": configs.collect::<Vec<_>>()})
}

fn cluster(name: &str) -> Value {
    json!({
        "name": name,
        "location": "us-central1",
        "currentMasterVersion": "1.33.4-gke.1134000",
        "userManagedKeysConfig": {
            "clusterCa": POOL,
            "serviceAccountSigningKeys": [SIGNING_KEY],
        },
    })
}

fn doctor(apis: &GoogleApis, flags: &[&str]) -> Ended {
    let usual = [
        "doctor",
        "--project=acme-prod",
        "--key-project=acme-keys",
        "--endpoint",
        apis.endpoint(),
    ];
    let folder = Folder::new();
    let mut command = credtrail(folder.path());
    let command = command.args(usual).args(flags);
    ended(command.env("CREDTRAIL_ACCESS_TOKEN", TOKEN))
}

/// What the doctor finds, and its exit status.
fn found(apis: &GoogleApis) -> (Vec<Value>, i32) {
    let ended = doctor(apis, &["-q", "-f", "json"]);
    let report: Value = serde_json::from_str(&ended.out)
        .unwrap_or_else(|error| panic!("{error}: {}{}", ended.out, ended.err));
    let observations = report["observations"].as_array().expect("observations");
    (observations.clone(), ended.status)
}

/// The one observation whose message holds this text.
fn about<'f>(found: &'f [Value], text: &str) -> &'f Value {
    let holds = |it: &&Value| it["message"].as_str().expect("a message").contains(text);
    let all: Vec<&Value> = found.iter().filter(holds).collect();
    let [one] = all.as_slice() else {
        panic!("{text:?}: {all:#?} of {found:#?}")
    };
    one
}

/// The state of the one observation whose message holds this text, and its command on one line.
fn state(found: &[Value], text: &str) -> (String, String) {
    let one = about(found, text);
    let lines = one["command"].as_array().map_or(&[][..], Vec::as_slice);
    let lines: Vec<&str> = lines.iter().map(|it| it.as_str().expect("text")).collect();
    (
        one["state"].as_str().expect("a state").to_owned(),
        lines.join("\n"),
    )
}

/// Those that are missing or not known.
fn wanting(found: &[Value]) -> Vec<&str> {
    let wanting = found
        .iter()
        .filter(|it| it["state"] == "missing" || it["state"] == "not-known");
    wanting
        .map(|it| it["message"].as_str().expect("text"))
        .collect()
}

#[test]
fn where_nothing_is_missing_nothing_is_said_to_be() {
    let (found, status) = found(&healthy());
    assert_eq!(wanting(&found), [""; 0]);
    assert_eq!(status, 0);
    for question in [
        "audit-settings",
        "sinks",
        "retention",
        "logs",
        "clusters",
        "roles",
    ] {
        assert!(
            found.iter().any(|it| it["question"] == question),
            "{question}"
        );
    }
}

#[test]
fn one_project_may_hold_everything() {
    let apis = healthy();
    apis.set(CLUSTERS, Say::Json(json!({})));
    let arguments = [
        "doctor",
        "-q",
        "--project=acme-keys",
        "-f=json",
        "--endpoint",
        apis.endpoint(),
    ];
    let folder = Folder::new();
    let mut command = credtrail(folder.path());
    let ended = ended(command.args(arguments).env("CREDTRAIL_ACCESS_TOKEN", TOKEN));
    assert_eq!(ended.status, 2, "its clusters are not known: {}", ended.err);
    let ancestries = apis
        .calls()
        .into_iter()
        .filter(|it| it.0.ends_with(":getAncestry"));
    assert_eq!(ancestries.count(), 1, "a project is asked for once");
}
