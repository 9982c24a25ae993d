//! Encodings and containers of files, and payloads that say little.

use serde_json::{Value, json};

use super::super::reports::{Report, entries};
use super::{cache, node, web};
use crate::harness::cli::run;
use crate::harness::normalized_report::normalized;
use crate::simulation::constants::SA_SIGNING_KEY_2;
use crate::simulation::entries::{token_issuance, token_signature};
use crate::simulation::files::Folder;
use crate::simulation::shapes::{compressed, log_analytics, ndjson};
use crate::simulation::{Call, Record, World};

#[test]
fn files_in_utf_16_are_read_among_others() {
    let log = entries(&World::framed().used_token(&web()).used_certificate(&node()));
    let text = String::from_utf8(ndjson(&log)).expect("UTF-8");
    let expected = normalized(&Report::on_log(&text).json);
    let (first, rest) = text.split_at(text.len() / 2);
    let end = rest.find('\n').map_or(0, |it| it + 1);
    let (rest, last) = rest.split_at(end);
    let first = format!("{first}{rest}");
    let units = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let marked = format!("\u{feff}{text}");
        marked.encode_utf16().flat_map(order).collect()
    };
    let folder = Folder::new()
        .with("logs/a.json", units(&first, u16::to_le_bytes))
        .with(
            "logs/b.json.gz",
            compressed::gzip_members(&units(last, u16::to_be_bytes)),
        );
    assert_eq!(normalized(&Report::on(&folder).json), expected);
    let err = run(folder.path(), &["replay", "logs"]).err;
    assert!(err.contains("a.json: UTF-16: LogEntry"), "{err}");
    assert!(err.contains("b.json.gz: gzip: UTF-16: LogEntry"), "{err}");
}

#[test]
fn a_line_of_utf_16_is_found_again() {
    let log = ndjson(&entries(&World::framed().used_token(&web())));
    let text = String::from_utf8(log).expect("UTF-8");
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = Folder::new().with("a.json", units);
    crate::harness::cli::ingest(&folder, &["a.json"]);
    let subject = web().credential_id();
    let bundled = run(
        folder.path(),
        &["trace", "-q", "--db", "a.db", &subject, "--bundle", "b"],
    );
    assert_eq!((bundled.status, bundled.err.as_str()), (0, ""));
}

#[test]
fn what_follows_a_gzip_stream_is_told_and_costs_nothing() {
    let log = ndjson(&entries(&World::framed().used_token(&web())));
    for behind in [vec![0; 512], b"garbage\n".to_vec(), vec![0, 0, b'x']] {
        let packed = [compressed::gzip_members(&log), behind.clone()].concat();
        let folder = Folder::new().with("logs/a.gz", packed);
        let report = Report::on(&folder);
        assert_eq!(report.verdict(&web().credential_id()), "complete");
        assert!(report.rejected().is_empty());
        let err = run(folder.path(), &["replay", "logs"]).err;
        assert!(
            err.contains(&format!("({} bytes behind it", behind.len())),
            "{err}"
        );
    }
}

#[test]
fn a_log_in_a_form_that_is_not_read_is_called_by_its_name_and_is_no_evidence() {
    let log = entries(&World::framed().used_token(&web()).used_certificate(&node()));
    let text = String::from_utf8(ndjson(&log)).expect("UTF-8");
    let before = |prefix: &str| -> Vec<u8> {
        let lines = text.lines().map(|line| format!("{prefix}{line}\n"));
        lines.collect::<String>().into_bytes()
    };
    let pem = node().pem.replace('\n', "\n      ");
    let yaml =
        format!("---\ninsertId: a\nprotoPayload:\n  response:\n    pemCertificate: |\n      {pem}");
    for (content, name) in [
        (before("2026-10-06T12:00:00.1Z stdout F "), "(CRI)"),
        (before("<14>Oct  6 12:00:00 host app[1]: "), "syslog"),
        (yaml.into_bytes(), "YAML"),
        (b"insertId,logName\na,b\n".to_vec(), "CSV"),
        (b"PK\x03\x04\0\0".to_vec(), "ZIP"),
        (b"\xfd7zXZ\0\0".to_vec(), "xz"),
    ] {
        let folder = Folder::new()
            .with("logs/a.ndjson", text.clone())
            .with("logs/b", content);
        let err = run(folder.path(), &["replay", "logs"]).err;
        let beginning = "credtrail: logs/b is not read: ";
        let line = err.lines().find(|it| it.starts_with(beginning));
        assert!(line.unwrap_or_default().contains(name), "{err}");
    }
}

#[test]
fn an_undecoded_payload_may_be_the_missing_record() {
    let undecoded = json!({
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "value": "EgAaGWNsb3Vka21zLmdvb2dsZWFwaXMuY29tIg5Bc3ltbWV0cmljU2lnbg==",
    });
    let world = World::framed()
        .used_token(&cache())
        .record(token_issuance(&web()))
        .call(Call::by_token(&web()));
    let with = |record: Record| Report::on_world(&world.clone().record(record));
    let signature = token_signature(&web()).set("/protoPayload", undecoded);
    let report = with(signature.clone());
    assert_eq!(report.verdict(&web().credential_id()), "unproven");
    assert_eq!(report.rejected().len(), 1);
    let own = "projects/acme-keys/logs/my-log";
    let another = "type.googleapis.com/google.appengine.logging.v1.RequestLog";
    for (pointer, value) in [("/logName", own), ("/protoPayload/@type", another)] {
        let report = with(signature.clone().set(pointer, value));
        assert_eq!(
            report.verdict(&web().credential_id()),
            "broken",
            "{pointer}"
        );
        assert!(report.rejected().is_empty(), "{pointer}");
    }
}

#[test]
fn a_payload_that_tells_nothing_may_be_the_missing_record() {
    let world = World::framed()
        .used_token(&cache())
        .record(token_issuance(&web()))
        .call(Call::by_token(&web()));
    for payload in [
        json!({ "type_url": "type.googleapis.com/google.cloud.audit.AuditLog", "value": "EgA=" }),
        json!({ "@type": "type.googleapis.com/google.cloud.audit.AuditLog", "value": {} }),
        json!({}),
        json!("EgAaGWNsb3Vka21z"),
        Value::Null,
    ] {
        let signature = token_signature(&web()).set("/protoPayload", payload.clone());
        let report = Report::on_world(&world.clone().record(signature));
        assert_eq!(
            report.verdict(&web().credential_id()),
            "unproven",
            "{payload}"
        );
        assert_eq!(report.rejected().len(), 1, "{payload}");
    }
}

#[test]
fn labels_as_text_name_their_cluster() {
    with_another_key_in_the_policy(&crate::regressions::spelling::with_labels_as_text);
}

#[test]
fn a_row_is_the_same_with_its_columns_as_text() {
    for columns in [
        &["/resource"][..],
        &["/proto_payload"],
        &["/proto_payload/audit_log"],
        &["/proto_payload/audit_log", "/proto_payload", "/resource"],
    ] {
        with_another_key_in_the_policy(&|line| {
            let mut row: Value = serde_json::from_str(line).expect("a row");
            for column in columns {
                if let Some(value) = row.pointer_mut(column) {
                    *value = value.to_string().into();
                }
            }
            row
        });
    }
}

/// Rows of Log Analytics, each written so, with a key that the policy of the cluster does not know.
fn with_another_key_in_the_policy(written: &dyn Fn(&str) -> Value) {
    let policy = format!(
        "[[cluster]]\nname = \"projects/acme-prod/locations/us-central1/clusters/payments\"\n\
         service-account-signing-keys = [\"{SA_SIGNING_KEY_2}\"]\n"
    );
    let world = World::framed().used_token(&web());
    let rows = String::from_utf8(log_analytics::rows(&entries(&world))).expect("UTF-8");
    let rows: Vec<Value> = rows.lines().map(written).collect();
    let folder = Folder::new()
        .with("a.ndjson", ndjson(&rows))
        .with("p.toml", policy);
    let arguments = [
        "replay", "-q", "--format", "json", "--policy", "p.toml", "a.ndjson",
    ];
    let ended = run(folder.path(), &arguments);
    let report = Report {
        status: ended.status,
        json: crate::harness::cli::value(&ended.out),
    };
    let findings = report.findings(&web().credential_id());
    assert!(
        findings.contains(&("unexpected-key", "break")),
        "{findings:?}"
    );
}

#[test]
fn a_json_text_sequence_is_a_log() {
    let log = entries(&World::framed().used_token(&web()).used_certificate(&node()));
    let text = String::from_utf8(ndjson(&log)).expect("UTF-8");
    let expected = normalized(&Report::on_log(&text).json);
    let sequence: String = text.lines().map(|it| format!("\x1e{it}\n")).collect();
    let folder = Folder::new().with("logs/a.json", sequence);
    assert_eq!(normalized(&Report::on(&folder).json), expected);
}
