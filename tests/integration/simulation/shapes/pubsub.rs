//! Pub/Sub messages: the entry in base64 inside an envelope.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::ndjson;

/// One push envelope a line.
pub fn push(entries: &[Value]) -> Vec<u8> {
    let envelopes: Vec<Value> = entries.iter().enumerate().map(push_envelope).collect();
    ndjson(&envelopes)
}

/// An indented array of received messages, as `gcloud pubsub subscriptions pull` prints it.
pub fn pull(entries: &[Value]) -> Vec<u8> {
    let received = |numbered: (usize, &Value)| json!({ "ackId": format!("ack-{}", numbered.0), "ackStatus": "SUCCESS", "message": message(numbered) });
    let messages: Vec<Value> = entries.iter().enumerate().map(received).collect();
    super::pretty(&Value::Array(messages))
}

fn push_envelope(numbered: (usize, &Value)) -> Value {
    let mut message = message(numbered);
    message["message_id"] = message["messageId"].clone();
    message["publish_time"] = message["publishTime"].clone();
    json!({ "message": message, "subscription": "projects/acme-prod/subscriptions/audit" })
}

fn message((number, entry): (usize, &Value)) -> Value {
    json!({
        "attributes": { "logging.googleapis.com/timestamp": entry["timestamp"] },
        "data": BASE64_STANDARD.encode(entry.to_string()),
        "messageId": format!("{}", 7_000_000_000 + number),
        "publishTime": entry["receiveTimestamp"],
    })
}
