//! `scan --notify-format`: people read a text, pagers get an event, and a receiver can check who sends.

use aws_lc_rs::hmac;

use crate::harness::cli::{Ended, credtrail, ended, failed, ingest, ingested, run};
use crate::notify::Hook;
use crate::simulation::files::{Folder, fixture};
use serde_json::Value;

#[test]
fn a_chat_is_told_the_verdict_what_was_not_read_and_the_gravest_findings() {
    for format in ["slack", "google-chat"] {
        let (folder, hook) = (ingested("missing-record"), Hook::new());
        scan(&folder, &hook, &["--notify-format", format]);
        let text = text(&hook);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("credtrail: BROKEN: 1 "), "{text}");
        assert!(lines[1].contains("newly broken 1"), "{text}");
        assert!(
            text.contains("break missing-record: 1, as X509SHA256="),
            "{text}"
        );
        assert!(!text.contains("NOT READ"), "{text}");
    }
    let (folder, hook) = (ingested("unread-log"), Hook::new());
    scan(&folder, &hook, &["--notify-format", "slack"]);
    let text = text(&hook);
    assert!(text.contains("\nNOT READ: "), "{text}");
}

#[test]
fn a_chat_sees_no_link_and_no_call_for_everybody_in_a_value_of_a_log() {
    let folder = Folder::new();
    let log = std::fs::read_to_string(fixture("malformed-credential-id/logs/k8s.ndjson"));
    let log = log.expect("a log");
    let id = "<!channel> <users/all> <https://evil.example|here> @here *b*";
    let hostile = log.lines().map(|line| {
        let mut entry: Value = serde_json::from_str(line).expect("an entry");
        let known = entry.pointer_mut("/labels/authentication.kubernetes.io~1credential-id");
        if let Some(known) = known {
            *known = id.into();
        }
        entry.to_string()
    });
    let lines: Vec<String> = hostile.collect();
    std::fs::write(folder.path().join("a.ndjson"), lines.join("\n")).expect("a log");
    ingest(&folder, &["a.ndjson"]);
    let hook = Hook::new();
    scan(&folder, &hook, &["--notify-format", "slack"]);
    let text = text(&hook);
    assert!(text.contains("evil.example"), "{text}");
    assert!(!text.contains(['<', '>', '&', '@', '*', '`']), "{text}");
}

#[test]
fn a_pager_gets_an_incident_that_a_later_scan_resolves() {
    let (folder, hook) = (ingested("missing-record"), Hook::new());
    std::fs::write(folder.path().join("key"), "r0ut1ng\n").expect("a file");
    let flags = ["--notify-format", "pagerduty", "--notify-secret", "key"];
    scan(&folder, &hook, &flags);
    let event = hook.told().remove(0);
    assert_eq!(event["routing_key"], "r0ut1ng");
    assert_eq!(event["event_action"], "trigger");
    assert_eq!(event["payload"]["severity"], "critical");
    assert!(
        event["payload"]["summary"]
            .as_str()
            .is_some_and(|it| it.len() <= 1_024)
    );
    assert_eq!(event["payload"]["custom_details"]["version"], 1);
    assert_eq!(hook.signed()[0].0, None);
    let without = [
        "scan",
        "--db",
        "a.db",
        "--notify",
        &hook.url,
        "--notify-format",
        "pagerduty",
    ];
    failed(&run(folder.path(), &without), "routing key");
}

#[test]
fn a_notice_is_signed_with_the_secret_of_a_file_or_of_the_environment() {
    let (folder, hook) = (ingested("missing-record"), Hook::new());
    std::fs::write(folder.path().join("secret"), "s3cret\n").expect("a file");
    let ended_ = scan(&folder, &hook, &["--notify-secret", "secret"]);
    assert!(!ended_.err.contains("s3cret"));
    assert_signed(&hook, b"s3cret");

    let (folder, hook) = (ingested("missing-record"), Hook::new());
    let mut command = credtrail(folder.path());
    let command = command.args(["scan", "-q", "--db", "a.db", "--notify", &hook.url]);
    ended(command.env("CREDTRAIL_NOTIFY_SECRET", "other"));
    assert_signed(&hook, b"other");

    let (folder, hook) = (ingested("missing-record"), Hook::new());
    scan(&folder, &hook, &[]);
    assert_eq!(hook.signed()[0].0, None);
    std::fs::write(folder.path().join("empty"), " \n").expect("a file");
    let empty = [
        "scan",
        "--db",
        "a.db",
        "--notify",
        &hook.url,
        "--notify-secret",
        "empty",
    ];
    failed(&run(folder.path(), &empty), "is empty");
}

fn assert_signed(hook: &Hook, secret: &[u8]) {
    let (signature, body) = hook.signed().remove(0);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), body.as_bytes());
    assert_eq!(signature, Some(format!("sha256={}", hex::encode(tag))));
}

fn text(hook: &Hook) -> String {
    let told = hook.told().remove(0);
    told["text"].as_str().expect("a text").to_owned()
}

fn scan(folder: &Folder, hook: &Hook, flags: &[&str]) -> Ended {
    let arguments = ["scan", "-q", "--db", "a.db", "--notify", &hook.url];
    run(folder.path(), &[&arguments, flags].concat())
}
