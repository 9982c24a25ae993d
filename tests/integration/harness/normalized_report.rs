//! Reports without the parts that depend on files: receipts of records, queries and numbers of lines.

use serde_json::{Map, Value};

/// Returns the report without its receipts, queries and numbers of lines.
pub fn normalized(report: &Value) -> Value {
    match report {
        Value::Object(fields) => {
            Value::Object(fields.iter().filter_map(field).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(normalized).collect()),
        other => other.clone(),
    }
}

/// Returns the report without places: which file, which line, which bytes of it. Lists that are in order of places are sorted by what is
/// left, and of the numbers of lines those stay that do not grow with a file that is read twice. A request may stand in two lines, one a
/// stage, of which the first one read is cited: the hash of the line goes with its place.
pub fn but_for_places(report: &Value) -> Value {
    match report {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(key, _)| {
                ![
                    "place",
                    "places",
                    "candidate_places",
                    "offset",
                    "length",
                    "sha256",
                    "lines",
                ]
                .contains(&key.as_str())
            });
            let kept = kept.map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("message", Value::String(text)) => Value::String(without_places(text)),
                    ("receipts", Value::Array(_)) => sorted(but_for_places(value)),
                    _ => but_for_places(value),
                };
                (key.clone(), value)
            });
            Value::Object(kept.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(but_for_places).collect()),
        other => other.clone(),
    }
}

fn sorted(list: Value) -> Value {
    let mut items = list.as_array().cloned().unwrap_or_default();
    items.sort_by_cached_key(Value::to_string);
    Value::Array(items)
}

/// Returns [`essence`] without the messages of findings.
pub fn essence_without_messages(report: &Value) -> Value {
    without_messages(&normalized(report))
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
            "place" | "places" | "candidate_places" | "receipts" | "offset" | "length" | "sha256"
            | "query" | "lines",
            _,
        ) => {
            return None;
        }
        ("message", Value::String(text)) => Value::String(without_places(text)),
        (_, value) => normalized(value),
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
