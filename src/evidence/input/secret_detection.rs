//! Detects tokens in a raw line. The API server logs whole bodies at level RequestResponse: `status.token` of a TokenRequest, `spec.token`
//! of a TokenReview. Whoever has such a line can act as the owner of the token until the token expires.

use serde_json::Value;

use crate::model::digest::decode_base64;

/// Whether a line holds a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// The line holds no token.
    Open,
    /// The line holds a token.
    Secret,
    /// The line is no JSON, so that the answer is unknown.
    Opaque,
}

impl Secrecy {
    /// Searches a line, including bodies in strings and in base64.
    pub fn of(line: &[u8]) -> Self {
        match serde_json::from_slice::<Value>(line) {
            Ok(value) if holds_token("", &value) => Secrecy::Secret,
            Ok(_) => Secrecy::Open,
            Err(_) => Secrecy::Opaque,
        }
    }
}

fn holds_token(key: &str, value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(key, value)| holds_token(key, value)),
        Value::Array(items) => items.iter().any(|item| holds_token(key, item)),
        Value::String(text) => !text.is_empty() && (key == "token" || text_holds_token(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Searches a string: BigQuery exports bodies as strings, Pub/Sub whole entries in base64.
fn text_holds_token(text: &str) -> bool {
    let inner = |json: &[u8]| Secrecy::of(json) == Secrecy::Secret;
    is_in(text)
        || (text.trim_start().starts_with(['{', '[']) && inner(text.as_bytes()))
        || decode_base64(text)
            .is_some_and(|bytes| inner(&bytes) || std::str::from_utf8(&bytes).is_ok_and(is_in))
}

/// Returns whether a text holds a compact JWS: three parts of base64url, of which the first is an object (`eyJ` is base64url of `{"`).
fn is_in(text: &str) -> bool {
    let is_of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.split(|c| !is_of_token(c)).any(is_token)
}

/// Whether what is written in the letters of tokens, dots among them, holds a header and claims behind it.
fn is_token(word: &str) -> bool {
    let mut parts = word.split('.').peekable();
    while let Some(part) = parts.next() {
        let has_claims = parts.peek().is_some_and(|it| !it.is_empty());
        if has_claims && part.contains("eyJ") {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    #[test]
    fn a_token_is_found_wherever_a_line_holds_it() {
        let body = r#"{"status":{"token":"opaque"}}"#;
        let packed = BASE64_STANDARD
            .encode(r#"{"header":"Bearer eyJhbGciOiJub25lIn0.eyJqdGkiOiIxIn0.c2ln"}"#);
        for line in [
            body.to_owned(),
            serde_json::json!({ "responseJson": body }).to_string(),
            serde_json::json!({ "message": { "data": packed } }).to_string(),
            r#"{"a":["x eyJhbGciOiJub25lIn0.eyJqdGkiOiIxIn0.c2ln"]}"#.to_owned(),
        ] {
            assert_eq!(Secrecy::of(line.as_bytes()), Secrecy::Secret, "{line}");
        }
    }

    /// Each `eyJ` was followed to the end of the text.
    #[test]
    fn a_text_of_nothing_but_beginnings_is_looked_through_once() {
        assert!(!is_in(&"eyJ".repeat(1_000_000)));
        assert!(!is_in(&"eyJ ".repeat(100_000)));
        assert!(is_in(&("eyJ".repeat(100_000) + ".e30.")));
    }

    #[test]
    fn what_is_no_token_is_not_held_for_one() {
        for line in [
            r#"{"nextPageToken":"abc","token":""}"#,
            r#"{"a":"eyJ alone","b":"eyJhb.","c":"JTI=eyJ"}"#,
        ] {
            assert_eq!(Secrecy::of(line.as_bytes()), Secrecy::Open, "{line}");
        }
        assert_eq!(Secrecy::of(b"{\"token\":"), Secrecy::Opaque);
    }
}
