//! Lines of logs without their secrets: every value that is a secret is replaced by its hash, and all other bytes stay as they are.

use std::ops::Range;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::input::secret_detection::{
    from_base64, is_secret_binary, is_secret_content, is_secret_name, is_secret_text,
    leads_to_secret,
};
use super::raw_json::{self, Member, RawValue};

/// JSON in strings in JSON is looked through to this depth; a string that holds more is replaced as a whole.
const NESTED: usize = 8;

/// A line without secrets.
#[derive(Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The line.
    pub bytes: Vec<u8>,
    /// The number of values that were replaced.
    pub values: usize,
}

/// Returns a line of JSON in which each secret is `"sha256:…"`, the hash of the value as JSON reads it: of a string without quotes and
/// escapes, else of the bytes as they are. None where the line is no JSON, so that it cannot be looked through.
pub fn redact(line: &[u8]) -> Option<Redacted> {
    redact_nested(line, 0)
}

fn redact_nested(line: &[u8], depth: usize) -> Option<Redacted> {
    let value = raw_json::read(line)?;
    let mut edits = Edits {
        line,
        depth,
        all: Vec::new(),
    };
    let place = if depth == 0 {
        Place::Envelope
    } else {
        Place::Open
    };
    edits.value(&value, place);
    Some(edits.apply())
}

/// Why a value may be a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// By what it holds. An export wraps an entry in `data` (Pub/Sub in `message.data`), which is then no content of a Secret.
    Envelope,
    /// By what it holds.
    Open,
    /// By its name.
    Secret,
}

struct Edits<'l> {
    line: &'l [u8],
    depth: usize,
    /// Places in order, the text in their place, and how many values that replaces.
    all: Vec<(Range<usize>, String, usize)>,
}

impl Edits<'_> {
    fn text(&self, place: &Range<usize>) -> &[u8] {
        self.line.get(place.clone()).unwrap_or_default()
    }

    fn name(&self, member: &Member) -> String {
        let name = raw_json::decoded_leniently(self.text(&member.name));
        name.unwrap_or_default().into_owned()
    }

    fn hide(&mut self, place: Range<usize>) {
        let text = self.text(&place);
        let hash = match raw_json::decoded(text).filter(|_| text.starts_with(b"\"")) {
            Some(value) => Sha256::digest(value.as_bytes()),
            None => Sha256::digest(text),
        };
        let hash = format!("\"sha256:{}\"", hex::encode(hash));
        self.all.push((place, hash, 1));
    }

    fn value(&mut self, value: &RawValue, place: Place) {
        match value {
            RawValue::Object(members) => self.object(members, place),
            RawValue::Array { place: whole, .. } if place == Place::Secret => {
                self.hide(whole.clone());
            }
            RawValue::Array { place, items } if items.is_empty() => self.numbers(place.clone()),
            RawValue::Array { items, .. } => {
                let items = items.iter();
                items.for_each(|it| self.value(it, Place::Open));
            }
            RawValue::String(range) => self.string(range.clone(), place),
            RawValue::Number(range) if place == Place::Secret => self.hide(range.clone()),
            RawValue::Number(_) | RawValue::Word => {}
        }
    }

    fn object(&mut self, members: &[Member], place: Place) {
        let is_named = members.iter().any(|it| self.names_secret(it));
        for member in members {
            self.key(member);
            let name = self.name(member);
            let is_secret =
                place == Place::Secret || is_secret_name(&name) || (is_named && is_value(&name));
            let wraps = place == Place::Envelope && matches!(name.as_str(), "data" | "message");
            match &member.value {
                value if is_secret => self.value(value, Place::Secret),
                value if wraps => self.value(value, Place::Envelope),
                RawValue::Object(inner) if is_secret_content(&name) => {
                    self.object(inner, Place::Secret);
                }
                value => self.value(value, Place::Open),
            }
        }
    }

    /// Whether a member names what is beside it: a header, a variable, a path of a patch.
    fn names_secret(&self, member: &Member) -> bool {
        let name = self.name(member).to_ascii_lowercase();
        let is_name = matches!(name.as_str(), "name" | "key" | "header" | "path" | "field");
        match &member.value {
            RawValue::String(text) if is_name => {
                raw_json::decoded_leniently(self.text(text)).is_none_or(|it| leads_to_secret(&it))
            }
            _ => false,
        }
    }

    /// A name may be or hold a secret itself; it is then replaced as a whole.
    fn key(&mut self, member: &Member) {
        let name = raw_json::decoded_leniently(self.text(&member.name));
        let found = name.map_or(Text::Secret, |it| redacted_text(&it, self.depth));
        if !matches!(found, Text::Open) {
            self.hide(member.name.clone());
        }
    }

    /// A list of numbers may be the bytes of a text.
    fn numbers(&mut self, place: Range<usize>) {
        let bytes: Option<Vec<u8>> = serde_json::from_slice(self.text(&place)).ok();
        let is_secret = |bytes: Vec<u8>| match String::from_utf8(bytes) {
            Ok(text) => !matches!(redacted_text(&text, self.depth), Text::Open),
            Err(error) => is_secret_binary(error.as_bytes()),
        };
        if bytes.is_some_and(is_secret) {
            self.hide(place);
        }
    }

    fn string(&mut self, range: Range<usize>, place: Place) {
        let literal = self.text(&range);
        if literal.len() <= 2 {
            return;
        }
        let open = raw_json::decoded_leniently(literal).filter(|_| place != Place::Secret);
        match open.map(|it| redacted_text(&it, self.depth)) {
            Some(Text::Open) => {}
            Some(Text::Inside(text, values)) => {
                let literal = serde_json::Value::String(text).to_string();
                self.all.push((range, literal, values));
            }
            Some(Text::Secret) | None => self.hide(range),
        }
    }

    fn apply(self) -> Redacted {
        let mut bytes = Vec::with_capacity(self.line.len());
        let mut at = 0;
        for (place, text, _) in &self.all {
            bytes.extend_from_slice(self.line.get(at..place.start).unwrap_or_default());
            bytes.extend_from_slice(text.as_bytes());
            at = place.end;
        }
        bytes.extend_from_slice(self.line.get(at..).unwrap_or_default());
        let values = self.all.iter().map(|(_, _, values)| values).sum();
        Redacted { bytes, values }
    }
}

/// The value beside a name.
fn is_value(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(
        name.as_str(),
        "value" | "values" | "stringvalue" | "string_value"
    )
}

/// The result of looking for secrets in a text.
enum Text {
    /// The text holds no secret.
    Open,
    /// The text holds a JSON object with secrets: the text with this number of values replaced.
    Inside(String, usize),
    /// The text is a secret.
    Secret,
}

/// Looks through a text: BigQuery exports bodies as strings, Pub/Sub whole entries in base64.
fn redacted_text(text: &str, depth: usize) -> Text {
    if depth >= NESTED {
        return Text::Secret;
    }
    if text.trim_start().starts_with(['{', '['])
        && let Some(inner) = redact_nested(text.as_bytes(), depth + 1)
    {
        return inside(inner, |it| String::from_utf8(it).ok());
    }
    let packed = from_base64(text).filter(|it| it.trim_ascii_start().starts_with(b"{"));
    if let Some(inner) = packed.and_then(|it| redact_nested(&it, depth + 1)) {
        let is_url = text.contains(['-', '_']);
        return inside(inner, |it| {
            Some(if is_url {
                BASE64_URL_SAFE_NO_PAD.encode(it)
            } else {
                BASE64_STANDARD.encode(it)
            })
        });
    }
    if is_secret_text(text) {
        Text::Secret
    } else {
        Text::Open
    }
}

fn inside(inner: Redacted, pack: impl FnOnce(Vec<u8>) -> Option<String>) -> Text {
    match inner.values {
        0 => Text::Open,
        values => pack(inner.bytes).map_or(Text::Secret, |it| Text::Inside(it, values)),
    }
}

#[cfg(test)]
mod tests;
