//! A log in a wrapping that is not read, or beside other things in a file, is told: what may lie in it is no proven absence.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::damage::{unsigned, web};
use super::reports::{Report, entries};
use crate::harness::cli::run;
use crate::simulation::World;
use crate::simulation::authority;
use crate::simulation::constants::CLUSTER_POOL;
use crate::simulation::entries::{token_issuance, token_signature};
use crate::simulation::keys::key_set;
use crate::simulation::shapes::{compressed, ndjson, utf16};

/// The missing signature between two entries of other times.
fn log() -> Vec<Value> {
    let frame = entries(&World::framed());
    vec![
        frame[0].clone(),
        token_signature(&web()).entry,
        frame[1].clone(),
    ]
}

fn lines() -> String {
    String::from_utf8(ndjson(&log())).expect("UTF-8")
}

fn base64(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

fn verdict_beside(content: impl AsRef<[u8]>) -> String {
    let report = Report::on(&unsigned().with("logs/odd.json", content));
    report.verdict(&web().credential_id()).to_owned()
}

#[test]
fn entries_in_an_unknown_envelope_may_be_of_any_of_their_times() {
    let log = log();
    let sources: Vec<Value> = log.iter().map(|it| json!({ "_source": it })).collect();
    let messages = log.iter().map(|it| {
        let data = base64(&it.to_string());
        json!({ "ack_id": "a", "message": { "data": data } })
    });
    let messages: Vec<Value> = messages.collect();
    let in_one = |text: &str| json!({ "message": { "data": base64(text) } }).to_string();
    for content in [
        json!({ "hits": { "hits": sources } }).to_string(),
        json!({ "received_messages": messages }).to_string(),
        in_one(&lines()),
        in_one(&Value::Array(log.clone()).to_string()),
        format!("const entries = {};\n", Value::Array(log.clone())),
    ] {
        assert_eq!(verdict_beside(&content), "unproven", "{content:.100}");
    }
}

#[test]
fn utf_16_behind_utf_8_doubts_what_it_may_be() {
    let (first, rest) = lines()
        .split_once('\n')
        .map_or_else(Default::default, |it| {
            (it.0.to_owned() + "\n", it.1.to_owned())
        });
    let content = [first.into_bytes(), utf16(rest.as_bytes())].concat();
    assert_eq!(verdict_beside(content), "unproven");
}

#[test]
fn a_log_behind_evidence_in_one_file_may_hold_the_missing_record() {
    let certificate = authority::certificate(&CLUSTER_POOL);
    let listed = json!({ "name": "projects/p/locations/l/caPools/c/certificates/x", "pemCertificate": certificate.pem });
    let secret = json!({ "kind": "Secret", "data": { "a": "YQ==" } });
    for evidence in [
        key_set().to_string(),
        secret.to_string(),
        json!({ "kind": "List", "items": [secret] }).to_string(),
        listed.to_string(),
        json!([listed]).to_string(),
        "kind: Secret\ndata: {a: YQ==}\n---".to_owned(),
    ] {
        for log in [lines(), Value::Array(log()).to_string()] {
            let content = format!("{evidence}\n{log}");
            assert_eq!(verdict_beside(&content), "unproven", "{content:.100}");
        }
    }
}

#[test]
fn evidence_without_a_log_doubts_nothing() {
    let text = lines().replace('\n', "\n    ");
    let sample = format!("kind: ConfigMap\ndata:\n  sample.json: |\n    {text}\n");
    for evidence in [key_set().to_string(), sample] {
        assert_eq!(verdict_beside(&evidence), "broken", "{evidence:.100}");
    }
}

#[test]
fn columns_in_lower_case_are_an_undecoded_payload() {
    let mut row = token_signature(&web()).entry;
    let mut payload = row["protoPayload"].take();
    let fields = payload.as_object_mut().expect("a payload");
    fields.remove("@type");
    let lower = |(name, value): (&String, &Value)| (name.to_lowercase(), value.clone());
    let payload: Value = fields.iter().map(lower).collect();
    let row = json!({ "timestamp": row["timestamp"], "logname": row["logName"], "protopayload_auditlog": payload });
    assert_eq!(verdict_beside(row.to_string()), "unproven");
}

#[test]
fn the_log_of_an_undecoded_payload_is_known_in_any_spelling() {
    let mut entry = token_signature(&web()).entry;
    entry["protoPayload"] = json!({ "@type": entry["protoPayload"]["@type"], "value": "EgA=" });
    for slash in ["%2F", "/", "%2f", "%0F"] {
        let line = entry.to_string().replace("%2F", slash);
        assert_eq!(verdict_beside(line), "unproven", "{slash}");
    }
}

#[test]
fn an_undecoded_payload_of_another_services_resource_doubts_nothing() {
    let mut entry = token_signature(&web()).entry;
    entry["protoPayload"] = json!({ "@type": entry["protoPayload"]["@type"], "value": "EgA=" });
    for (kind, verdict) in [
        ("cloudkms_cryptokeyversion", "unproven"),
        ("audited_resource", "unproven"),
        ("", "unproven"),
        ("gce_instance", "broken"),
        ("pubsub_topic", "broken"),
        ("k8s_cluster", "broken"),
    ] {
        entry["resource"]["type"] = kind.into();
        assert_eq!(verdict_beside(entry.to_string()), verdict, "{kind}");
    }
}

#[test]
fn a_time_in_numbers_is_the_time() {
    for time in [
        json!({ "seconds": 0, "nanos": 0 }),
        json!({ "seconds": "0", "nanos": 0 }),
        json!(0),
        json!("1.5"),
    ] {
        let mut log = log();
        for entry in &mut log {
            let at: Timestamp = entry["timestamp"]
                .as_str()
                .expect("a time")
                .parse()
                .expect("a time");
            let nanos = at.subsec_nanosecond();
            entry["timestamp"] = match &time {
                Value::Object(parts) if parts["seconds"].is_string() => {
                    json!({ "seconds": at.as_second().to_string(), "nanos": nanos })
                }
                Value::Object(_) => json!({ "seconds": at.as_second(), "nanos": nanos }),
                Value::Number(_) => json!(at.as_millisecond()),
                _ => json!(at.as_second() as f64 + f64::from(nanos) / 1e9),
            };
        }
        assert_eq!(verdict_beside(ndjson(&log)), "complete", "{time}");
    }
}

#[test]
fn a_packed_message_is_unpacked_to_a_bound() {
    let message = |data: &[u8]| {
        let data = BASE64_STANDARD.encode(compressed::gzip(data));
        json!({ "message": { "data": data } }).to_string() + "\n"
    };
    let entries = log();
    let all = entries.iter().map(|it| message(it.to_string().as_bytes()));
    assert_eq!(verdict_beside(all.collect::<String>()), "complete");
    let padded = log()[1].to_string() + &" ".repeat(5 << 20);
    assert_eq!(verdict_beside(message(padded.as_bytes())), "unproven");
}

#[test]
fn an_entry_without_a_time_of_its_own_may_be_of_the_time_at_which_it_came() {
    let mut log = log();
    log[1]["timestamp"] = json!({ "at": "noon" });
    assert_eq!(verdict_beside(ndjson(&log)), "unproven");
    log[1]["receiveTimestamp"] = "2026-08-01T00:00:00Z".into();
    assert_eq!(verdict_beside(ndjson(&log)), "broken");
}

#[test]
fn unread_entries_of_the_same_bytes_doubt_all_that_each_may_be() {
    let damaged = |mut entry: Value| {
        entry["timestamp"] = "noon".into();
        entry
    };
    let entries = json!({ "entries": [
        damaged(token_issuance(&web()).entry),
        damaged(token_signature(&web()).entry),
    ] });
    let message = json!({ "message": { "data": base64(&entries.to_string()) } });
    assert_eq!(verdict_beside(message.to_string()), "unproven");
}

#[test]
fn a_log_behind_a_gzip_stream_is_no_padding() {
    let packed = [compressed::gzip(b"[]"), lines().into_bytes()].concat();
    let folder = unsigned().with("logs/odd.gz", packed);
    let ended = run(folder.path(), &["ingest", "--db", "a.db", "logs"]);
    assert_eq!(ended.status, 2);
    assert!(
        ended.err.contains("behind the last gzip member"),
        "{}",
        ended.err
    );
    let traced = run(
        folder.path(),
        &["trace", "--db", "a.db", &web().credential_id()],
    );
    assert_eq!(traced.status, 0, "{}", traced.out);
}

#[test]
fn skippable_frames_of_zstd_are_skipped() {
    let skippable = b"\x50\x2a\x4d\x18\x04\0\0\0size";
    let packed = [&skippable[..], &compressed::zstd(lines().as_bytes())].concat();
    assert_eq!(verdict_beside(packed), "complete");
}

#[test]
fn a_use_under_a_key_that_an_event_store_respelt_is_a_use() {
    let log = ndjson(&entries(&World::framed().used_token(&web())));
    let log = String::from_utf8(log).expect("UTF-8");
    let written = "authentication.kubernetes.io/credential-id";
    for key in [
        "authentication_kubernetes_io_credential_id",
        "authentication_kubernetes_io/credential-id",
        "authentication_kubernetes_io_slash_credential-id",
        "authentication_k8s_io/credential-id",
    ] {
        let report = Report::on_log(log.replace(written, key));
        assert_eq!(report.verdict(&web().credential_id()), "complete", "{key}");
        assert_eq!(report.uses(&web().credential_id()), 1, "{key}");
    }
}
