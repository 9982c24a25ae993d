//! Reports without the parts that depend on files: receipts of records, queries and numbers of lines.

use serde_json::{Map, Value};

/// Returns the report without its receipts, queries and numbers of lines.
pub fn essence(report: &Value) -> Value {
    match report {
        Value::Object(fields) => {
            Value::Object(fields.iter().filter_map(field).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(essence).collect()),
        other => other.clone(),
    }
}

/// Returns [`essence`] without the messages of findings.
pub fn essence_without_messages(report: &Value) -> Value {
    without_messages(&essence(report))
}

fn without_messages(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(key, _)| *key != "message");
            Value::Object(
                fields
                    .map(|(key, value)| (key.clone(), without_messages(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(without_messages).collect()),
        other => other.clone(),
    }
}

fn field((key, value): (&String, &Value)) -> Option<(String, Value)> {
    let value = match (key.as_str(), value) {
        (
            "place" | "places" | "receipts" | "offset" | "length" | "sha256" | "query" | "lines",
            _,
        ) => {
            return None;
        }
        ("message", Value::String(text)) => Value::String(without_places(text)),
        (_, value) => essence(value),
    };
    Some((key.clone(), value))
}

/// Returns a message with every place in a log file replaced by `PLACE`.
fn without_places(message: &str) -> String {
    let word = |word: &str| {
        let (file, line) = word.rsplit_once(':').unwrap_or_default();
        let is_place = (file.ends_with(".ndjson")
            || file.ends_with(".ndjson.zst")
            || file.contains("logging.googleapis.com/"))
            && line.starts_with(|c: char| c.is_ascii_digit());
        if is_place { "PLACE" } else { word }.to_owned()
    };
    message.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
