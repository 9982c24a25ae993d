//! `credtrail filters --format gcloud`: the script is sound, carries the filters, and changes no more of a policy than it must.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::harness::cli::run;
use crate::simulation::files::Folder;
use credtrail::log::query::filter;
use credtrail::model::identity::project::Project;

const FLAGS: [&str; 7] = super::flags("gcloud");

/// A `gcloud` that writes down what it was called with, one argument between two lines of dashes. It has one policy for all projects, and
/// refuses the policy that it is given for the first time, as where somebody changed it meanwhile. Nothing that it is asked for exists.
const GCLOUD: &str = r#"#!/usr/bin/env bash
{ printf '%s\n--\n' "$@"; echo ==; } >> "$CALLS"
case "$*" in
  *get-iam-policy*) cat policy.json ;;
  *set-iam-policy*) if [ -e refused ]; then cp "$4" policy.json; else touch refused; exit 1; fi ;;
  *'format=value(writerIdentity)'*) echo serviceAccount:writer ;;
  *describe*gs://old*) ;;
  *describe*) exit 1 ;;
esac
"#;

const SETTINGS: [(&str, &str); 7] = [
    ("REGION", "us-central1"),
    ("IMAGE", "image@sha256:0"),
    ("LOCK_RETENTION", "yes"),
    ("DATABASE_SERVER", "10.0.0.2"),
    ("BUCKET", "acme-logs"),
    ("KUBERNETES_READS", "no"),
    ("NAME", "credtrail"),
];

#[test]
fn the_script_is_sound_shell() {
    let folder = Folder::new();
    let script = run(folder.path(), &FLAGS).out;
    std::fs::write(folder.path().join("setup.sh"), &script).expect("a file");
    assert!(script.contains("\nset -euo pipefail\n"));
    let read = Command::new("bash")
        .args(["-n", "setup.sh"])
        .current_dir(folder.path())
        .output()
        .expect("bash");
    assert!(read.status.success(), "{read:?}");
    let checked = Command::new("shellcheck")
        .arg("setup.sh")
        .current_dir(folder.path())
        .output();
    if let Ok(checked) = checked {
        assert!(checked.status.success(), "{checked:?}");
    }
}

#[test]
fn the_sinks_carry_the_filters_and_the_bucket_is_locked() {
    let folder = folder(&json!({"etag": "BwY=", "bindings": []}));
    if !has_jq() {
        return;
    }
    let output = played(&folder, &SETTINGS);
    assert!(output.status.success(), "{output:?}");
    let calls = calls(&folder);
    for (project, logs) in [
        ("acme-prod", filter::OF_CLUSTERS),
        ("example.com:acme-keys", filter::OF_KEYS),
    ] {
        let id: Project = project.parse().expect("a project");
        let filter = format!("--log-filter={}", filter::of_all(&logs, &id));
        let sink = calls.iter().find(|it| it.contains(&filter));
        let sink = sink.unwrap_or_else(|| panic!("{filter}\n{calls:?}"));
        assert!(sink.contains(&format!("--project={project}")), "{sink:?}");
    }
    let has = |words: &[&str]| {
        let all = |call: &&Vec<String>| words.iter().all(|it| call.contains(&(*it).to_owned()));
        assert!(calls.iter().any(|it| all(&it)), "{words:?}\n{calls:#?}");
    };
    has(&["--lock-retention-period", "gs://acme-logs"]);
    has(&["--retention-period=400d", "--location=us-central1"]);
    has(&[
        "--role=roles/storage.objectCreator",
        "--member=serviceAccount:writer",
    ]);
    has(&[
        "--role=roles/logging.privateLogViewer",
        "example.com:acme-keys",
    ]);
    has(&[
        "--args=scan,--pull,--project=acme-prod,--key-project=example.com:acme-keys,--db=/var/lib/credtrail/credtrail.db,--since=24h,--new",
    ]);
    has(&["scheduler", "create", "--schedule=17 * * * *"]);
}

#[test]
fn audit_settings_are_added_and_nothing_is_removed() {
    let before = json!({
        "etag": "BwY=",
        "version": 3,
        "bindings": [{"role": "roles/owner", "members": ["user:a@acme.example"], "condition": {"title": "until tomorrow"}}],
        "auditConfigs": [{
            "service": "cloudkms.googleapis.com",
            "auditLogConfigs": [{"logType": "ADMIN_READ", "exemptedMembers": ["user:b@acme.example"]}],
        }, {"service": "storage.googleapis.com", "auditLogConfigs": [{"logType": "DATA_READ"}]}],
    });
    let folder = folder(&before);
    if !has_jq() {
        return;
    }
    let output = played(&folder, &SETTINGS);
    assert!(output.status.success(), "{output:?}");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("it is read again"), "{stderr}");
    let mut wanted = before;
    let configs = wanted["auditConfigs"].as_array_mut().expect("settings");
    let kms = configs[0]["auditLogConfigs"].as_array_mut().expect("types");
    kms.push(json!({"logType": "DATA_READ"}));
    configs.push(json!({"service": "privateca.googleapis.com", "auditLogConfigs": [{"logType": "ADMIN_READ"}, {"logType": "DATA_WRITE"}]}));
    assert_eq!(policy(&folder), wanted);
    let set = |folder: &Folder| {
        let calls = calls(folder);
        calls
            .iter()
            .filter(|it| it.contains(&"set-iam-policy".to_owned()))
            .count()
    };
    let first = set(&folder);
    let output = played(&folder, &SETTINGS);
    assert!(
        output.status.success() && set(&folder) == first,
        "a second run sets nothing"
    );
}

#[test]
fn a_policy_without_etag_is_left_as_it_is() {
    let before = json!({"bindings": []});
    let folder = folder(&before);
    if !has_jq() {
        return;
    }
    let output = played(&folder, &SETTINGS);
    assert!(!output.status.success());
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("no etag"),
        "{output:?}"
    );
    assert_eq!(policy(&folder), before);
}

#[test]
fn nothing_is_done_before_everything_is_said() {
    let folder = folder(&json!({"etag": "BwY="}));
    let unset = SETTINGS.iter().filter(|it| it.0 != "LOCK_RETENTION");
    let output = played(&folder, &unset.copied().collect::<Vec<_>>());
    assert!(!output.status.success());
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("LOCK_RETENTION"),
        "{output:?}"
    );
    assert!(!folder.path().join("calls").exists());
}

fn has_jq() -> bool {
    Command::new("jq").arg("--version").output().is_ok()
}

fn folder(policy: &Value) -> Folder {
    let folder = Folder::new()
        .with("bin/gcloud", GCLOUD)
        .with("policy.json", policy.to_string());
    let script = run(folder.path(), &FLAGS).out;
    std::fs::write(folder.path().join("setup.sh"), script).expect("a file");
    folder
}

/// Runs the script with a `gcloud` of ours and a `sleep` that does not wait.
fn played(folder: &Folder, settings: &[(&str, &str)]) -> Output {
    let script = "gcloud() { bash bin/gcloud \"$@\"; }; sleep() { :; }; export -f gcloud sleep; bash setup.sh";
    let mut bash = Command::new("bash");
    bash.args(["-c", script]).current_dir(folder.path());
    for (name, _) in SETTINGS {
        bash.env_remove(name);
    }
    bash.env("CALLS", folder.path().join("calls"));
    bash.envs(settings.iter().copied()).output().expect("bash")
}

/// The calls, each as its arguments.
fn calls(folder: &Folder) -> Vec<Vec<String>> {
    let calls = std::fs::read_to_string(folder.path().join("calls")).expect("calls");
    let calls = calls.split("==\n").filter(|it| !it.is_empty());
    let arguments = |call: &str| call.split("\n--\n").map(str::to_owned).collect();
    calls.map(arguments).collect()
}

fn policy(folder: &Folder) -> Value {
    let policy = std::fs::read(folder.path().join("policy.json")).expect("a policy");
    serde_json::from_slice(&policy).expect("JSON")
}

#[test]
fn a_bucket_without_retention_gets_one() {
    let folder = folder(&json!({"etag": "BwY="}));
    if !has_jq() {
        return;
    }
    let old = SETTINGS.map(|(name, value)| match name {
        "BUCKET" => (name, "old"),
        _ => (name, value),
    });
    let output = played(&folder, &old);
    assert!(output.status.success(), "{output:?}");
    let calls = calls(&folder);
    let update = calls
        .iter()
        .find(|it| it.contains(&"--retention-period=400d".to_owned()));
    let update = update.expect("a retention");
    assert!(update.contains(&"update".to_owned()), "{update:?}");
}
