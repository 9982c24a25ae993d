//! A field of the envelope under both of its names.

use serde_json::{Value, json};

use crate::regressions::reports::{Report, entries};
use crate::simulation::casing::snake;
use crate::simulation::shapes::ndjson;
use crate::simulation::{Call, World};

use super::web;

/// A forged use, in entries that `change` has rewritten.
fn on_forged(change: impl Fn(&mut Value)) -> Report {
    let forged = World::default().call(Call::by_token(&web()));
    let mut used = entries(&forged);
    used.iter_mut().for_each(change);
    let report = Report::on_log(ndjson(&[entries(&World::issuing()), used].concat()));
    assert_eq!(report.rejected(), [] as [Value; 0]);
    assert_eq!(report.verdict(&web().credential_id()), "broken");
    assert_eq!(*report.uses(&web().credential_id()), json!(1));
    report
}

#[test]
fn a_field_of_the_envelope_under_two_keys_hides_no_use() {
    for (one, other) in [("logName", "log_name"), ("insertId", "insert_id")] {
        on_forged(|entry| entry[other] = entry[one].clone());
        on_forged(|entry| entry[other] = json!(""));
        on_forged(|entry| entry[other] = std::mem::replace(&mut entry[one], json!("")));
        on_forged(|entry| entry[other] = json!("projects/other/logs/other"));
    }
    on_forged(|entry| entry["receive_timestamp"] = entry["timestamp"].clone());
}

#[test]
fn an_audit_log_under_two_keys_hides_no_use() {
    for empty in [json!({}), json!(""), Value::Null] {
        for other in ["protopayload_auditlog", "proto_payload"] {
            on_forged(|entry| entry[other] = empty.clone());
            on_forged(|entry| {
                entry[other] = std::mem::replace(&mut entry["protoPayload"], empty.clone());
            });
        }
    }
    on_forged(|entry| entry["proto_payload"] = entry["protoPayload"].clone());
    on_forged(|entry| entry["proto_payload"] = json!({ "audit_log": entry["protoPayload"] }));
}

#[test]
fn an_entry_in_snake_case_is_an_entry() {
    on_forged(|entry| {
        let payload = entry
            .as_object_mut()
            .and_then(|it| it.remove("protoPayload"));
        entry["proto_payload"] = snake(&payload.expect("a payload"));
        for (camel, snake) in [("logName", "log_name"), ("insertId", "insert_id")] {
            let value = entry.as_object_mut().and_then(|it| it.remove(camel));
            entry[snake] = value.expect("a value");
        }
    });
}

#[test]
fn a_link_of_a_cluster_under_two_keys_is_one_link() {
    let mut described = crate::simulation::entries::cluster::described(&super::ClusterKeys {
        signing: vec![super::SA_SIGNING_KEY_2],
        verification: vec![super::SA_SIGNING_KEY_2],
    });
    described["self_link"] = described["selfLink"].clone();
    let mut log = entries(&World::framed().used_token(&web()));
    log.push(described);
    let report = Report::on_log(ndjson(&log));
    assert_eq!(report.rejected(), [] as [Value; 0]);
    assert_eq!(report.verdict(&web().credential_id()), "unproven");
}
