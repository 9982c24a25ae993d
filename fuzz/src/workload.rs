//! What a VM says: `CONFIGS.json`, answers of the metadata server, and the output of the serial port. The first byte says which.

use credtrail::vm::configs::Configs;
use credtrail::vm::credentials_seen::{CredentialSource, CredentialsSeen, Looking};
use credtrail::vm::guest_agent::Agent;
use credtrail::vm::observation;
use credtrail::vm::saved_answers::Endpoint;
use jiff::Timestamp;
use serde_json::Value;

/// The body of a private key that must never be repeated.
const CANARY: &str = "MIGHAgEAMBMGByqGSM49CANARYCANARYCANARY";

/// A text says the same in every encoding, and no private key is ever repeated.
pub fn run(data: &[u8]) {
    let Some((kind, data)) = data.split_first() else {
        return;
    };
    match kind {
        b'c' => configuration(data),
        b's' => answer(data, Endpoint::ConfigStatus),
        b'g' => serial_port(data),
        _ => answer(data, Endpoint::Other),
    }
}

fn serial_port(data: &[u8]) {
    let read = Agent::read(data);
    if let Ok(text) = std::str::from_utf8(data)
        && !text.contains('\0')
    // zeros at the beginning make UTF-16 of it
    {
        let again = [text, "\n", text].concat();
        assert_eq!(Agent::read(again.as_bytes()), read, "twice");
        assert_eq!(Agent::read(text.replace('\n', "\r\n").as_bytes()), read);
    }
}

fn configuration(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match Configs::read(text, "place") {
        Ok(configs) => assert!(configs.rotation.is_none_or(|it| it <= 100)),
        Err(problems) => assert!(!problems.is_empty()),
    }
    if let Some(hidden) = with_keys(data) {
        let shown = match Configs::read(&hidden, "place") {
            Ok(configs) => format!("{configs:?}"),
            Err(problems) => format!("{problems:?}"),
        };
        assert!(!shown.contains("CANARY"), "{shown}");
    }
}

fn answer(data: &[u8], endpoint: Endpoint) {
    let plain = printed(data, endpoint);
    if let Ok(text) = std::str::from_utf8(data)
        && text.starts_with(|it: char| it.is_ascii_graphic())
        && !text.contains('\0')
    {
        let marked = ["\u{feff}", text].concat();
        assert_eq!(printed(marked.as_bytes(), endpoint), plain, "with a mark");
        let units = marked.encode_utf16();
        let utf16: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
        assert_eq!(printed(&utf16, endpoint), plain, "in UTF-16");
    }
    if let Some(hidden) = with_keys(data) {
        let text = printed(hidden.as_bytes(), endpoint);
        assert!(!text.contains("CANARY"), "{text}");
    }
}

/// Returns everything that may be printed of an answer.
fn printed(data: &[u8], endpoint: Endpoint) -> String {
    let mut seen = CredentialsSeen::new(CredentialSource::Answers);
    if let Err(error) = seen.add_answer(data, "place", endpoint) {
        return error.to_string();
    }
    let refusals: Vec<String> = seen.refusals.iter().map(ToString::to_string).collect();
    let looking = Looking {
        host: "vm".to_owned(),
        at: Timestamp::constant(1_791_288_000, 0),
        configs: None,
        agent: None,
    };
    match seen.seen(&looking, "place") {
        Ok(all) => {
            let lines: Vec<String> = all.iter().map(observation::line).collect();
            format!("{refusals:?} {lines:?}")
        }
        Err(error) => format!("{refusals:?} {error}"),
    }
}

/// Returns a document of JSON whose texts are all private keys.
fn with_keys(data: &[u8]) -> Option<String> {
    let mut value: Value = serde_json::from_slice(data).ok()?;
    hide(&mut value);
    Some(value.to_string())
}

fn hide(value: &mut Value) {
    match value {
        Value::String(text) => {
            let key = format!("-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----\n");
            text.push_str(&key);
        }
        Value::Array(items) => items.iter_mut().for_each(hide),
        Value::Object(fields) => fields.values_mut().for_each(hide),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
