//! The shapes in which logs are exported: from entries to the bytes of a file.

pub mod bigquery;
pub mod compressed;
pub mod log_analytics;
pub mod pubsub;

use serde_json::{Value, json};

/// The number of entries of a page.
const PAGE: usize = 3;

/// One entry a line, as a Cloud Storage sink writes them.
pub fn ndjson(entries: &[Value]) -> Vec<u8> {
    let lines: String = entries.iter().map(|entry| format!("{entry}\n")).collect();
    lines.into_bytes()
}

/// A text in UTF-16 with its mark, as PowerShell's `>` writes it.
pub fn utf16(text: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(text).expect("UTF-8");
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// An indented array, newest entry first, as `gcloud logging read --format=json` prints it.
pub fn pretty_array(entries: &[Value]) -> Vec<u8> {
    pretty(&Value::Array(newest_first(entries)))
}

/// An array on one line.
pub fn compact_array(entries: &[Value]) -> Vec<u8> {
    Value::Array(newest_first(entries)).to_string().into_bytes()
}

/// A single indented entry, as copied from the Logs Explorer.
pub fn single_object(entry: &Value) -> Vec<u8> {
    pretty(entry)
}

/// Answers of `entries.list` one after another; one page in the middle has a token and no entries.
pub fn pages(entries: &[Value]) -> Vec<u8> {
    let last = entries.chunks(PAGE).count() - 1;
    let page = |(number, entries): (usize, &[Value])| match number {
        0 if last > 0 => vec![
            json!({ "entries": entries, "nextPageToken": "page-1" }),
            json!({ "nextPageToken": "page-1a" }),
        ],
        number if number == last => vec![json!({ "entries": entries })],
        number => {
            vec![json!({ "entries": entries, "nextPageToken": format!("page-{}", number + 1) })]
        }
    };
    entries
        .chunks(PAGE)
        .enumerate()
        .flat_map(page)
        .flat_map(|page| pretty(&page))
        .collect()
}

/// One structured CloudEvent a line; its data names no `@type`.
pub fn cloud_events(entries: &[Value]) -> Vec<u8> {
    let events: Vec<Value> = entries.iter().map(cloud_event).collect();
    ndjson(&events)
}

/// Raw audit events in one list, as a webhook receives them.
pub fn event_list(events: &[Value]) -> Vec<u8> {
    let list = json!({ "kind": "EventList", "apiVersion": "audit.k8s.io/v1", "metadata": {}, "items": events });
    list.to_string().into_bytes()
}

fn cloud_event(entry: &Value) -> Value {
    let mut data = entry.clone();
    data["protoPayload"]
        .as_object_mut()
        .expect("an object")
        .remove("@type");
    json!({
        "specversion": "1.0",
        "type": "google.cloud.audit.log.v1.written",
        "source": format!("//cloudaudit.googleapis.com/{}", entry["logName"].as_str().unwrap_or_default()),
        "id": entry["insertId"],
        "time": entry["timestamp"],
        "datacontenttype": "application/json",
        "data": data,
    })
}

fn newest_first(entries: &[Value]) -> Vec<Value> {
    entries.iter().rev().cloned().collect()
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}
