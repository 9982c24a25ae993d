//! `credtrail trace --bundle`: the raw lines of one chain, for somebody who has nothing else.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::cli::{Ended, failed, ingest, report, run, value};
use crate::simulation::files::{Folder, fixture, name, scenarios};
use credtrail::evidence::redaction::redact;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

#[test]
fn a_bundle_holds_every_line_of_a_chain_whatever_the_shape() {
    for scenario in scenarios() {
        if !name(&scenario).starts_with("shape-") {
            continue;
        }
        let subject = report(&scenario)["lineages"][0]["subject"].clone();
        let folder = Folder::new();
        ingest(&folder, &[&scenario.join("logs").display().to_string()]);
        let ended = bundle(&folder, subject.as_str().expect("a subject"), &[]);
        assert_eq!(
            (ended.status, ended.err.as_str()),
            (0, ""),
            "{}",
            name(&scenario)
        );
        accepted_by_sha256sum(&folder.path().join("out"));
        for line in manifest(&folder)["lines"].as_array().expect("lines") {
            assert!(line["name"].is_string() && line["redacted"] == 0, "{line}");
        }
    }
}

#[test]
fn a_line_that_moved_or_changed_is_named_and_the_rest_is_there() {
    let logs = |log: &str| fs::read(fixture("complete-jwt/logs").join(log)).expect("a log");
    let folder = Folder::new()
        .with("old/kms.ndjson", logs("kms.ndjson"))
        .with("old/gke.ndjson", logs("gke.ndjson"))
        .with("old/k8s.ndjson", logs("k8s.ndjson"));
    ingest(&folder, &["old"]);
    fs::rename(folder.path().join("old"), folder.path().join("new")).expect("a move");
    let subject = report(&fixture("complete-jwt"))["lineages"][0]["subject"].clone();
    let subject = subject.as_str().expect("a subject").to_owned();

    let moved = bundle(&folder, &subject, &[]);
    assert_eq!(
        (moved.status, moved.err.matches("is not there").count()),
        (3, 4),
        "{}",
        moved.err
    );
    fs::remove_dir_all(folder.path().join("out")).expect("a bundle");

    let changed = String::from_utf8(logs("kms.ndjson"))
        .expect("text")
        .replace("AuditLog", "AuditLoG");
    let folder = folder.with("new/kms.ndjson", changed);
    let changed = bundle(&folder, &subject, &["--files", "new"]);
    assert_eq!(changed.status, 3);
    assert!(
        changed
            .err
            .contains("old/kms.ndjson:4: new/kms.ndjson holds another line"),
        "{}",
        changed.err
    );
    accepted_by_sha256sum(&folder.path().join("out"));
    let lines = manifest(&folder)["lines"].clone();
    let there = lines
        .as_array()
        .expect("lines")
        .iter()
        .filter(|it| it["name"].is_string());
    assert_eq!(there.count(), 3);
}

/// An entry with secrets in its body, in the caller's words, and in what no parser keeps.
const SECRETS: [&str; 9] = [
    "c2lnbmF0dXJl",
    "c2VjcmV0LWRhdGE=",
    "plain-secret",
    "private-key",
    "opaque-cookie",
    "opaque-token",
    "hidden-by-its-twin",
    "agent-secret",
    "secret-in-a-name",
];

fn line_with_secrets() -> String {
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJ3ZWIifQ.c2lnbmF0dXJl";
    let event = json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "RequestResponse", "stage": "ResponseComplete",
        "auditID": "7b6a1b1e-2f0c-4f0e-9c38-9c1a1c7a1d11", "verb": "create",
        "objectRef": { "resource": "serviceaccounts", "subresource": "token" },
        "user": { "username": "system:node:a1b2" },
        "userAgent": format!("curl?access_token=agent-secret {}", "eyJ".repeat(1000)),
        "annotations": { "authentication.kubernetes.io/issued-credential-id": "JTI=web" },
        "requestObject": {
            "kind": "Secret", "data": { "a": "c2VjcmV0LWRhdGE=" }, "stringData": { "b": "plain-secret" },
            "pem": "-----BEGIN PRIVATE KEY-----\nprivate-key\n-----END PRIVATE KEY-----",
            "headers": { "Cookie": "opaque-cookie" }, "password=secret-in-a-name": 1,
        },
        "responseObject": { "status": { "token": token, "nested": json!({ "id_token": "opaque-token" }).to_string() } },
        "requestReceivedTimestamp": "2026-10-06T12:00:00.123456Z", "stageTimestamp": "2026-10-06T12:00:00.133456Z",
    });
    event.to_string().replace(
        "\"headers\"",
        "\"x\":\"Bearer hidden-by-its-twin\",\"x\":\"\",\"headers\"",
    )
}

#[test]
fn no_secret_of_a_line_is_in_the_bundle_and_what_was_proved_is() {
    let line = line_with_secrets();
    let folder = Folder::new().with("audit.log", format!("{line}\n"));
    ingest(&folder, &["audit.log"]);
    let ended = bundle(&folder, "JTI=web", &[]);
    assert_eq!((ended.status, ended.err.as_str()), (0, ""));
    let out = folder.path().join("out");
    accepted_by_sha256sum(&out);
    for entry in fs::read_dir(&out).expect("a bundle") {
        let content = fs::read_to_string(entry.expect("a file").path()).expect("text");
        for secret in SECRETS {
            assert!(
                line.contains(secret) && !content.contains(secret),
                "{content}"
            );
        }
    }
    let listed = &manifest(&folder)["lines"][0];
    let original = hex::encode(Sha256::digest(&line));
    assert_eq!(
        (
            &listed["original_sha256"],
            &listed["sha256"],
            &listed["redacted"]
        ),
        (&json!(original), &json!(original), &json!(9))
    );
    let name = listed["name"].as_str().expect("a name");
    let copy = value(&String::from_utf8(folder.bytes(&format!("out/{name}"))).expect("text"));
    let id = &copy["annotations"]["authentication.kubernetes.io/issued-credential-id"];
    assert_eq!((id, &copy["verb"]), (&json!("JTI=web"), &json!("create")));
    let read_me = String::from_utf8(folder.bytes("out/README.txt")).expect("text");
    assert!(read_me.contains(&format!("{name}: 9")), "{read_me}");
}

#[test]
fn nothing_that_proves_is_taken_for_a_secret() {
    let others = scenarios().into_iter();
    let others = others.filter(|it| name(it) != "signed-data"); // its log has a token without the signature
    let logs = others.map(|it| it.join("logs"));
    let files = logs.flat_map(|it| fs::read_dir(it).expect("logs"));
    let mut lines = 0;
    for file in files {
        let path = file.expect("a file").path();
        let content = fs::read(&path).unwrap_or_default(); // some lie in folders
        for line in content.split(|it| *it == b'\n') {
            if let Some(redacted) = redact(line) {
                lines += 1;
                let text = String::from_utf8_lossy(&redacted.bytes).into_owned();
                assert_eq!(redacted.values, 0, "{}: {text}", path.display());
            }
        }
    }
    assert!(lines > 500, "{lines}");
}

#[test]
fn a_raw_bundle_has_the_line_as_it_is() {
    let line = line_with_secrets();
    let folder = Folder::new().with("audit.log", format!("{line}\n"));
    ingest(&folder, &["audit.log"]);
    assert_eq!(bundle(&folder, "JTI=web", &["--raw"]).status, 0);
    let listed = &manifest(&folder)["lines"][0];
    let name = listed["name"].as_str().expect("a name");
    assert_eq!(folder.bytes(&format!("out/{name}")), line.as_bytes());
    assert_eq!(listed["redacted"], 0);
    let read_me = String::from_utf8(folder.bytes("out/README.txt")).expect("text");
    assert!(read_me.contains("whatever secrets"), "{read_me}");
}

#[test]
fn a_bundle_overwrites_nothing() {
    let folder = crate::harness::cli::ingested("complete-jwt").with("out/mine", "mine");
    let subject = report(&fixture("complete-jwt"))["lineages"][0]["subject"].clone();
    failed(
        &bundle(&folder, subject.as_str().expect("a subject"), &[]),
        "not empty",
    );
    assert_eq!(folder.bytes("out/mine"), b"mine");
}

/// Traces a credential into `out`.
fn bundle(folder: &Folder, what: &str, more: &[&str]) -> Ended {
    let arguments = ["trace", "--db", "a.db", what, "--bundle", "out"];
    run(folder.path(), &[&arguments, more].concat())
}

fn manifest(folder: &Folder) -> Value {
    value(&String::from_utf8(folder.bytes("out/manifest.json")).expect("text"))
}

fn accepted_by_sha256sum(bundle: &Path) {
    let mut check = Command::new("sha256sum");
    let check = check
        .args(["--check", "--strict", "SHA256SUMS"])
        .current_dir(bundle);
    let status = check.stdout(Stdio::null()).status().expect("sha256sum");
    assert!(status.success(), "{}", bundle.display());
}
