//! `scan --notify-format`: people read a text, pagers get an event, and a receiver can check who sends.

use aws_lc_rs::hmac;

use crate::growth::attacks::{digest, issued, lines, signed, token};
use crate::growth::users::used_by;
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
    let event = hook.notices().remove(0);
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

/// A token was issued and used in an hour of a day.
fn token_of_hour(hour: usize) -> Vec<Value> {
    let user = "system:serviceaccount:a:b";
    let mut entries = [
        issued(hour, &token(hour), &digest(hour)),
        used_by(hour, &token(hour), user),
    ];
    for entry in &mut entries {
        entry["timestamp"] = format!("2026-10-06T{hour:02}:00:00Z").into();
    }
    entries.to_vec()
}

/// The signature of the token of an hour.
fn signature_of_hour(hour: usize) -> Value {
    let mut entry = signed(hour, &digest(hour));
    entry["timestamp"] = format!("2026-10-06T{hour:02}:00:00Z").into();
    entry
}

fn add(folder: &Folder, name: &str, entries: Vec<Value>) {
    std::fs::write(
        folder.path().join(name),
        lines(entries.into_iter()).join("\n"),
    )
    .expect("a log");
    ingest(folder, &[name]);
}

#[test]
fn a_scan_of_a_later_hour_resolves_no_incident_of_an_earlier_one() {
    let (folder, hook) = (Folder::new(), Hook::new());
    let tokens = [1, 3, 5, 7].map(token_of_hour).concat();
    add(&folder, "a.ndjson", tokens);
    add(
        &folder,
        "kms.ndjson",
        [1, 7].map(signature_of_hour).to_vec(),
    );
    let pager = ["--notify-format", "pagerduty", "--notify-secret", "key"];
    std::fs::write(folder.path().join("key"), "r0ut1ng").expect("a file");
    scan(&folder, &hook, &pager);
    let (chat, slack) = (Hook::new(), ["--notify-format", "slack"]);
    scan(&folder, &chat, &slack);
    add(&folder, "late.ndjson", vec![signature_of_hour(5)]);
    let window = ["--from", "2026-10-06T04:00:00Z"];
    scan(&folder, &hook, &[&pager[..], &window].concat());
    scan(&folder, &chat, &[&slack[..], &window].concat());
    let text = chat.notices().remove(1)["text"].to_string();
    assert!(text.contains("credtrail: COMPLETE: "), "{text}");
    assert!(
        text.contains("Findings of earlier scans are still open; "),
        "{text}"
    );
    add(&folder, "later.ndjson", vec![signature_of_hour(3)]);
    scan(&folder, &hook, &pager);
    let texts: Vec<(Value, Value)> = hook
        .notices()
        .into_iter()
        .map(|mut it| (it["event_action"].take(), it["payload"]["severity"].take()))
        .collect();
    let expected = [
        ("trigger", "critical"),
        ("trigger", "critical"),
        ("resolve", "info"),
    ];
    let expected = expected.map(|(action, severity)| (action.into(), severity.into()));
    assert_eq!(texts, expected);
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
    let notice = hook.notices().remove(0);
    notice["text"].as_str().expect("a text").to_owned()
}

fn scan(folder: &Folder, hook: &Hook, flags: &[&str]) -> Ended {
    let arguments = ["scan", "-q", "--db", "a.db", "--notify", &hook.url];
    run(folder.path(), &[&arguments, flags].concat())
}
