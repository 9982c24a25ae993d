//! `credtrail trace --bundle`: the raw lines of one chain, for somebody who has nothing else.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::cli::{Ended, failed, ingest, report, run, value};
use crate::simulation::files::{Folder, fixture, name, scenarios};
use serde_json::{Value, json};

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
            assert!(
                line["name"].is_string() && line["left_out"].is_null(),
                "{line}"
            );
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

#[test]
fn a_token_in_a_body_stays_out_of_the_bundle() {
    let secret = "eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJ3ZWIifQ.c2lnbmF0dXJl";
    let event = json!({
        "kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "RequestResponse", "stage": "ResponseComplete",
        "auditID": "7b6a1b1e-2f0c-4f0e-9c38-9c1a1c7a1d11", "verb": "create",
        "objectRef": { "resource": "serviceaccounts", "subresource": "token" },
        "user": { "username": "system:node:a1b2" },
        "annotations": { "authentication.kubernetes.io/issued-credential-id": "JTI=web" },
        "responseObject": { "status": { "token": secret } },
        "requestReceivedTimestamp": "2026-10-06T12:00:00.123456Z", "stageTimestamp": "2026-10-06T12:00:00.133456Z",
    });
    let folder = Folder::new().with("audit.log", format!("{event}\n"));
    ingest(&folder, &["audit.log"]);
    let ended = bundle(&folder, "JTI=web", &[]);
    assert_eq!(
        (ended.status, ended.err.contains("holds a token")),
        (0, true),
        "{}",
        ended.err
    );
    let names = fs::read_dir(folder.path().join("out")).expect("a bundle");
    for entry in names {
        let content = fs::read_to_string(entry.expect("a file").path()).expect("text");
        assert!(
            !content.contains(secret.split('.').nth(2).expect("a signature")),
            "{content}"
        );
    }
    let line = &manifest(&folder)["lines"][0];
    assert_eq!(line["sha256"].as_str().map(str::len), Some(64), "{line}");
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
