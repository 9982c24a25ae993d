//! Rows of the tables to which a BigQuery sink routes entries.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::ndjson;

/// Columns that come from other entries of the table.
const OTHER_RESOURCE_LABELS: [&str; 3] = ["instance_id", "namespace_name", "zone"];

/// The format of the times in a row.
#[derive(Clone, Copy, Debug)]
pub enum Times {
    /// `2026-10-06 12:00:00.123456 UTC`
    Utc,
    /// `2026-10-06 12:00:00.123456`
    Zoneless,
    /// `2026-10-06 12:00:00`: the fraction is lost.
    Seconds,
}

/// One row a line, as an extract job writes them.
pub fn rows(entries: &[Value]) -> Vec<u8> {
    ndjson(&table(entries, Times::Utc))
}

/// An array on one line with every plain value a string, as the `bq` command prints it.
pub fn printed_array(entries: &[Value], times: Times) -> Vec<u8> {
    let rows = table(entries, times).iter().map(stringly).collect();
    let mut line = Value::Array(rows).to_string().into_bytes();
    line.push(b'\n');
    line
}

fn table(entries: &[Value], times: Times) -> Vec<Value> {
    let labels = all_keys(entries, "/labels");
    let mut resource_labels = all_keys(entries, "/resource/labels");
    resource_labels.extend(OTHER_RESOURCE_LABELS.map(str::to_owned));
    let row = |entry: &Value| {
        json!({
            "insertId": entry["insertId"],
            "labels": columns(&entry["labels"], &labels),
            "logName": entry["logName"],
            "operation": entry["operation"],
            "protopayload_auditlog": audit_log(&entry["protoPayload"]),
            "receiveTimestamp": spelt(&entry["receiveTimestamp"], times),
            "resource":
                { "labels": columns(&entry["resource"]["labels"], &resource_labels), "type": entry["resource"]["type"] },
            "severity": entry["severity"],
            "spanId": null,
            "textPayload": null,
            "timestamp": spelt(&entry["timestamp"], times),
            "trace": null,
        })
    };
    entries.iter().map(row).collect()
}

/// The payload without its type, its bodies as text.
fn audit_log(payload: &Value) -> Value {
    let mut columns = payload.as_object().expect("an object").clone();
    columns.remove("@type");
    for body in ["request", "response", "metadata"] {
        let text = columns.remove(body).map(|body| body.to_string());
        columns.insert(format!("{body}Json"), json!(text));
    }
    let code = columns
        .get("status")
        .and_then(|status| status.get("code"))
        .cloned();
    columns.insert(
        "status".into(),
        json!({ "code": code, "message": payload["status"]["message"] }),
    );
    columns.insert("policyViolationInfo".into(), Value::Null);
    columns.insert("servicedata_v1_iam".into(), Value::Null);
    columns.into()
}

/// All keys that entries have at a place: the columns of the table.
fn all_keys(entries: &[Value], place: &str) -> BTreeSet<String> {
    let records = entries
        .iter()
        .filter_map(|entry| entry.pointer(place)?.as_object());
    records.flat_map(|record| record.keys().cloned()).collect()
}

/// A record with a column for each key, renamed as BigQuery does it, null where this entry has none.
fn columns(record: &Value, keys: &BTreeSet<String>) -> Value {
    if keys.is_empty() {
        return Value::Null;
    }
    let column = |key: &String| {
        (
            key.replace(['.', '/', '-'], "_"),
            record.get(key).cloned().unwrap_or_default(),
        )
    };
    Value::Object(keys.iter().map(column).collect::<Map<_, _>>())
}

fn spelt(time: &Value, times: Times) -> String {
    let text = time.as_str().expect("a time").replace('T', " ");
    match times {
        Times::Utc => text.replace('Z', " UTC"),
        Times::Zoneless => text.replace('Z', ""),
        Times::Seconds => text[..19].to_owned(),
    }
}

/// Numbers and truth values as text.
fn stringly(value: &Value) -> Value {
    match value {
        Value::Bool(_) | Value::Number(_) => json!(value.to_string()),
        Value::Array(items) => items.iter().map(stringly).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, field)| (key.clone(), stringly(field)))
            .collect(),
        plain => plain.clone(),
    }
}
