//! JSON of a row, with the reason where bytes are none.

use serde::Deserialize;
use thiserror::Error;

/// Envelopes within envelopes that are opened at most; real ones are two deep (a pulled message with an entry).
pub(super) const DEEPEST: usize = 4;

/// Why a line is not what a log holds.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unreadable {
    /// The text ends before its JSON does.
    #[error("cut JSON: the text ends inside an object")]
    Cut,
    /// Bytes that are no text.
    #[error("invalid UTF-8 at byte {0}")]
    NotUtf8(usize),
    /// Text that is no JSON.
    #[error("not JSON at byte {0}")]
    NotJson(usize),
    /// An escape that JSON does not know (RFC 8259 section 7), even in a text that nobody reads.
    #[error("not JSON at byte {0}: no such escape in a text")]
    NoEscape(usize),
    /// JSON, but no object.
    #[error("an array, expected an object")]
    Array,
    /// JSON with a key twice, or nested beyond reason.
    #[error("unusable JSON at byte {0}: a key stands there twice, or it is nested too deep")]
    NotUsable(usize),
    /// Data of a Pub/Sub message.
    #[error("message.data: expected base64 of a log entry")]
    NotBase64,
    /// JSON of another kind.
    #[error(
        "an object, but no log entry: expected protoPayload, protopayload_auditlog, proto_payload.audit_log or an audit.k8s.io event"
    )]
    NotALogEntry,
    /// A protocol buffer that nobody decoded.
    #[error(
        "protoPayload: not decoded, it names no service and no method; expected the fields of an AuditLog, as Cloud Logging exports them"
    )]
    Undecoded,
    /// Envelopes without end.
    #[error("more than {DEEPEST} envelopes around each other")]
    TooDeep,
}

/// Brackets that may be open at once; the deepest real entries have some twenty.
const DEEPEST_VALUE: usize = 512;

/// Those of them that may be around the bodies; the deepest real envelopes have a dozen.
pub(in crate::log) const DEEPEST_ENVELOPE: u32 = 48;

/// Shorter texts cannot nest deep enough to harm the parser, which recurses.
const HARMLESS: usize = 4 * 1024;

/// Parses one row from JSON. An array is none, though serde would take its elements for the fields, one by one.
///
/// # Errors
/// Says where and in which way the bytes are no JSON object.
pub fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Unreadable> {
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(Unreadable::Array);
    }
    parse_value(bytes)
}

/// Parses a value of any kind, for whoever tells arrays from objects.
pub(in crate::log) fn parse_value<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
) -> Result<T, Unreadable> {
    if let Some(at) = no_escape_at(bytes) {
        return Err(Unreadable::NoEscape(at));
    }
    if bytes.len() > HARMLESS
        && let Some(at) = deeper_at(bytes, DEEPEST_VALUE)
    {
        return Err(Unreadable::NotUsable(at));
    }
    sonic_rs::from_slice(bytes).map_err(|error| blame(bytes, &error))
}

/// Parses a value that is to stand in an envelope. `None` for one that the parser refuses there.
pub(in crate::log) fn parse_inner<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    let flat = deeper_at(bytes, DEEPEST_VALUE - DEEPEST_ENVELOPE as usize).is_none();
    flat.then(|| parse_value(bytes).ok()).flatten()
}

/// Where more brackets are open at once.
fn deeper_at(bytes: &[u8], most: usize) -> Option<usize> {
    let (mut at, mut open) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => open += 1,
            b'}' | b']' => open = open.saturating_sub(1),
            b'"' => at = end_of_text(bytes, at).map_or(bytes.len(), |behind| behind - 1),
            _ => {}
        }
        if open > most {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The place behind the quote that ends the text which begins at this one. None for a text that does not end.
pub(crate) fn end_of_text(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Where a backslash begins no escape of JSON. The parser passes over texts that nobody asks for without a look at them, and outside
/// of texts it stumbles over any backslash.
pub(in crate::log) fn no_escape_at(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', bytes.get(at..)?) {
        let escape = bytes.get(at + found + 1..).unwrap_or_default();
        at += found
            + match escape {
                [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
                [b'u', a, b, c, d, ..] if [a, b, c, d].into_iter().all(u8::is_ascii_hexdigit) => 6,
                _ if is_cut(escape) => return None,
                _ => return Some(at + found),
            };
    }
    None
}

/// Whether the text ends inside an escape, which the parser calls cut.
fn is_cut(escape: &[u8]) -> bool {
    match escape {
        [] => true,
        [b'u', digits @ ..] => digits.len() < 4 && digits.iter().all(u8::is_ascii_hexdigit),
        _ => false,
    }
}

fn blame(bytes: &[u8], error: &sonic_rs::Error) -> Unreadable {
    if let Err(invalid) = std::str::from_utf8(bytes) {
        return Unreadable::NotUtf8(invalid.valid_up_to());
    }
    match error.classify() {
        sonic_rs::error::Category::Eof => Unreadable::Cut,
        sonic_rs::error::Category::TypeUnmatched => Unreadable::NotUsable(error.offset()),
        _ => Unreadable::NotJson(error.offset()),
    }
}
