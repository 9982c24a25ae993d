//! Lines of logs in a bundle, without their secrets.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use credtrail::evidence::redaction::redact;
use serde_json::{Map, Value};

/// The text that must not survive: no word of any log.
const CANARY: &str = "cAnArYcAnArYcAnArYcAnArY";

/// What a line of JSON becomes is JSON with the same names, and no secret survives, wherever in the line it stands and however it is
/// written.
pub fn run(data: &[u8]) {
    let Some((kind, line)) = data.split_first() else {
        return;
    };
    let redacted = redact(line);
    let Ok(value) = serde_json::from_slice::<Value>(line) else {
        return;
    };
    let redacted = redacted.expect("JSON can be looked through");
    let read: Value = serde_json::from_slice(&redacted.bytes).expect("JSON");
    assert!(redacted.values > 0 || redacted.bytes == line);
    same_shape(&value, &read);
    for member in secrets(*kind) {
        let mut planted = value.clone();
        if plant(&mut planted, &member) == 0 {
            continue;
        }
        let line = planted.to_string();
        let redacted = redact(line.as_bytes()).expect("JSON can be looked through");
        let text = String::from_utf8_lossy(&redacted.bytes);
        assert!(!holds_canary(&text), "{text}");
    }
}

/// Returns members of objects that hold the canary as a secret.
fn secrets(kind: u8) -> Vec<(String, Value)> {
    let names = [
        "token",
        "password",
        "Authorization",
        "access_token",
        "client-key-data",
    ];
    let name = names[usize::from(kind) % names.len()];
    let packed = BASE64_STANDARD.encode(format!("{{\"{name}\":\"{CANARY}\"}}"));
    let key = format!("-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----\n");
    let token = format!("x eyJhbGciOiJub25lIn0.eyJqdGkiOiIxIn0.{CANARY}");
    let nested = serde_json::json!({ name: CANARY }).to_string();
    vec![
        (name.to_owned(), CANARY.into()),
        (name.to_owned(), serde_json::json!({ "a": [CANARY] })),
        ("x".to_owned(), packed.into()),
        ("x".to_owned(), key.into()),
        ("x".to_owned(), token.into()),
        ("x".to_owned(), nested.into()),
        ("x".to_owned(), format!("Bearer {CANARY}").into()),
    ]
}

/// Adds a member to every object, and returns the number of objects.
fn plant(value: &mut Value, member: &(String, Value)) -> usize {
    match value {
        Value::Object(fields) => {
            let inner: usize = fields.values_mut().map(|it| plant(it, member)).sum();
            add(fields, member);
            inner + 1
        }
        Value::Array(items) => items.iter_mut().map(|it| plant(it, member)).sum(),
        _ => 0,
    }
}

fn add(fields: &mut Map<String, Value>, (name, value): &(String, Value)) {
    fields.insert(name.clone(), value.clone());
}

fn holds_canary(text: &str) -> bool {
    let packed = BASE64_STANDARD.encode(CANARY);
    text.contains(CANARY) || text.contains(packed.trim_end_matches('='))
}

/// The names of all members stay, but for those that are secrets themselves.
fn same_shape(before: &Value, after: &Value) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                if let Some(after) = other.get(name) {
                    same_shape(value, after);
                }
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            assert_eq!(one.len(), other.len());
            one.iter()
                .zip(other)
                .for_each(|(one, other)| same_shape(one, other));
        }
        (_, Value::String(hash)) if hash.starts_with("sha256:") => {}
        (Value::String(_), Value::String(_)) => {}
        (before, after) => assert_eq!(before, after),
    }
}
