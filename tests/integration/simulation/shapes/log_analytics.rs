//! Rows of Log Analytics: a snake_case envelope around bodies and labels that keep their keys.

use serde_json::{Value, json};

use super::ndjson;
use crate::simulation::casing::snake;

/// The parts of a payload that are JSON columns and keep their keys.
const BODIES: [&str; 3] = ["request", "response", "metadata"];

/// One row a line.
pub fn rows(entries: &[Value]) -> Vec<u8> {
    let rows: Vec<Value> = entries.iter().map(row).collect();
    ndjson(&rows)
}

fn row(entry: &Value) -> Value {
    let log_name = entry["logName"].as_str().unwrap_or_default();
    let (_, log_id) = log_name.split_once("/logs/").unwrap_or_default();
    json!({
        "insert_id": entry["insertId"],
        "json_payload": null,
        "labels": entry["labels"],
        "log_id": log_id.replace("%2F", "/"),
        "log_name": log_name,
        "operation": entry["operation"],
        "proto_payload": { "audit_log": audit_log(&entry["protoPayload"]) },
        "receive_timestamp": entry["receiveTimestamp"],
        "resource": entry["resource"],
        "severity": entry["severity"],
        "text_payload": null,
        "timestamp": entry["timestamp"],
    })
}

fn audit_log(payload: &Value) -> Value {
    let mut columns = snake(payload);
    for body in BODIES {
        columns[body] = payload[body].clone();
    }
    columns.as_object_mut().expect("an object").remove("@type");
    columns
}
