//! Parses the JSON of a row, with a reason for bytes that are no JSON.

use serde::Deserialize;
use thiserror::Error;

/// The most nested envelopes that are opened. Real envelopes are two deep (a pulled message with an entry).
pub(super) const DEEPEST: usize = 4;

/// Why a line is no log entry.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Unreadable {
    /// The bytes end before the JSON value does.
    #[error("cut JSON: the text ends inside an object")]
    Cut,
    /// Bytes that are no UTF-8.
    #[error("invalid UTF-8 at byte {0}")]
    NotUtf8(usize),
    /// Text that is no JSON.
    #[error("not JSON at byte {0}")]
    NotJson(usize),
    /// An escape that JSON does not define (RFC 8259 section 7), even in a string that no reader needs.
    #[error("not JSON at byte {0}: no such escape in a text")]
    NoEscape(usize),
    /// A JSON array in place of an object.
    #[error("an array, expected an object")]
    Array,
    /// JSON with a duplicate key, or nested too deep.
    #[error("unusable JSON at byte {0}: a key stands there twice, or it is nested too deep")]
    NotUsable(usize),
    /// `data` of a Pub/Sub message that is no base64.
    #[error("message.data: expected base64 of a log entry")]
    NotBase64,
    /// A JSON object that is no log entry.
    #[error(
        "an object, but no log entry: expected protoPayload, protopayload_auditlog, proto_payload.audit_log or an audit.k8s.io event"
    )]
    NotALogEntry,
    /// A payload that is an undecoded protocol buffer.
    #[error(
        "protoPayload: not decoded, it names no service and no method; expected the fields of an AuditLog, as Cloud Logging exports them"
    )]
    Undecoded,
    /// A payload whose fields have names in lower case, as Hive and what is built on it write them.
    #[error(
        "protopayload_auditlog: the names of its fields are in lower case, so that no service and no method is found; expected serviceName and methodName, as BigQuery exports them"
    )]
    LowerCase,
    /// `data` of a Pub/Sub message that is gzip of too much or of nothing.
    #[error("message.data: damaged gzip, or gzip of more than a log entry can have")]
    NotGzip,
    /// Too many nested envelopes.
    #[error("more than {DEEPEST} envelopes around each other")]
    TooDeep,
}

/// The most brackets that may be open at once. The deepest real entries have some twenty.
const DEEPEST_VALUE: usize = 512;

/// The most brackets that may be open around a body. The deepest real envelopes have a dozen.
pub(in crate::log) const DEEPEST_ENVELOPE: u32 = 48;

/// The length in bytes below which nesting cannot exhaust the stack of the parser, which recurses.
const HARMLESS: usize = 4 * 1024;

/// Parses one row from JSON. An array is an error, although serde would accept the elements of an array as the fields of a struct.
///
/// # Errors
/// Says where and why the bytes are no JSON object.
pub fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Unreadable> {
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(Unreadable::Array);
    }
    parse_value(bytes)
}

/// Parses a value of any type, for callers that accept arrays.
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

/// Parses a value that will be inside an envelope. Returns `None` for a value that the parser refuses there.
pub(in crate::log) fn parse_inner<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Option<T> {
    let flat = deeper_at(bytes, DEEPEST_VALUE - DEEPEST_ENVELOPE as usize).is_none();
    flat.then(|| parse_value(bytes).ok()).flatten()
}

/// Returns the offset at which more than `most` brackets are open at once.
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

/// Returns the offset behind the closing quote of the string at `start`. Returns `None` for a string that does not end.
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

/// Returns the offset of the first backslash that begins no escape of JSON. The parser does not check the strings that it skips, and
/// refuses any backslash outside of strings.
pub(crate) fn no_escape_at(bytes: &[u8]) -> Option<usize> {
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

/// Returns whether the bytes end inside an escape. The parser reports such bytes as cut.
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
