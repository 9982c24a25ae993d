//! Tokens as JSON: the general and the flattened JWS JSON serialisation (RFC 7515 section 7.2), and encrypted ones (RFC 7516 section 7.2).

use serde_json::{Map, Value};

use crate::evidence::input::found::Item;
use crate::evidence::jose::key_material::text;
use crate::evidence::jose::token::{NotAToken, Presented};

/// The most signatures of one token that are read.
const MOST: usize = 20;

/// Returns the tokens in an object, one for each signature.
pub(in crate::evidence) fn items(fields: &Map<String, Value>) -> Vec<Item> {
    let is_encrypted = ["ciphertext", "iv", "tag"]
        .iter()
        .all(|it| !text(fields, it).is_empty());
    if is_encrypted {
        return vec![Item::Foreign(NotAToken::Encrypted.to_string())];
    }
    let payload = text(fields, "payload");
    let general = fields.get("signatures").and_then(Value::as_array);
    let general = general.into_iter().flatten().filter_map(Value::as_object);
    let signatures = std::iter::once(fields).chain(general);
    let compact = signatures.filter_map(|it| Some((it, compact(it, payload)?)));
    let read = compact
        .take(MOST)
        .map(|(signature, it)| match Presented::read(&it) {
            Ok(token) => Item::Token(Box::new(token.beside(signature.get("header")))),
            Err(error) => Item::Unreadable(error.to_string()),
        });
    read.collect()
}

/// Returns the text by which the position of the token in the file is found.
pub(in crate::evidence) fn place(fields: &Map<String, Value>) -> String {
    text(fields, "payload").to_owned()
}

/// Returns a signature with its signed text, in the compact serialisation.
fn compact(signature: &Map<String, Value>, payload: &str) -> Option<String> {
    let parts = [
        text(signature, "protected"),
        payload,
        text(signature, "signature"),
    ];
    parts
        .iter()
        .all(|it| !it.is_empty())
        .then(|| parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(json: &str) -> usize {
        let value: Value = serde_json::from_str(json).unwrap();
        let items = items(value.as_object().unwrap());
        let is_token = |it: &&Item| matches!(it, Item::Token(_));
        items.iter().filter(is_token).count()
    }

    #[test]
    fn a_token_is_read_in_both_serialisations() {
        let (header, payload) = ("eyJhbGciOiJFUzI1NiJ9", "eyJqdGkiOiJhIn0");
        let one = format!(r#""protected":"{header}","signature":"AAAA""#);
        assert_eq!(tokens(&format!(r#"{{"payload":"{payload}",{one}}}"#)), 1);
        let general = format!(r#"{{"payload":"{payload}","signatures":[{{{one}}},{{{one}}}]}}"#);
        assert_eq!(tokens(&general), 2);
        for other in [
            r#"{"payload":"eyJqdGkiOiJhIn0"}"#,
            r#"{"payload":{"a":1},"signature":"x","protected":"y"}"#,
            r#"{"payload":"no token","protected":"p","signature":"s"}"#,
            r#"{"signatures":[["x"],7,null]}"#,
        ] {
            assert_eq!(tokens(other), 0, "{other}");
        }
    }

    #[test]
    fn an_encrypted_token_is_called_by_its_name() {
        let value =
            serde_json::json!({ "protected": "e30", "iv": "a", "ciphertext": "b", "tag": "c" });
        let items = items(value.as_object().unwrap());
        let [Item::Foreign(what)] = items.as_slice() else {
            panic!("one item");
        };
        assert!(what.contains("JWE"));
    }
}
