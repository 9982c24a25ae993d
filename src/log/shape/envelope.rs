//! Envelopes around log entries, and what shape an entry is in.
//!
//! Detected by content: pages of entries.list, Pub/Sub push and pull, CloudEvents and EventList are opened until something
//! stands there that is an entry of its own.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use thiserror::Error;

use super::apart::apart_from_bodies;
use super::lenient::{Embedded, Lenient};
use super::row::{Payload, Row};
use crate::model::digest::decode_base64;

/// Envelopes within envelopes that are opened at most; real ones are two deep (a pulled message with an entry).
const DEEPEST: usize = 4;

/// The shape in which an entry was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// Cloud Logging's own: `protoPayload`, `jsonPayload` or `textPayload`.
    LogEntry,
    /// A row of a table that a BigQuery sink fills: `protopayload_auditlog`.
    BigQuery,
    /// A row of Log Analytics: `proto_payload.audit_log`.
    LogAnalytics,
    /// A raw `audit.k8s.io` event.
    AuditEvent,
    /// `{"entries": […]}`
    EntriesPage,
    /// `{"kind": "EventList", "items": […]}`
    EventList,
    /// A Pub/Sub message with base64 data.
    PubSub,
    /// A CloudEvent with the entry under `data`.
    CloudEvent,
    /// What describes a cluster.
    ClusterDescription,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Shape::LogEntry => "LogEntry",
            Shape::BigQuery => "BigQuery row",
            Shape::LogAnalytics => "Log Analytics row",
            Shape::AuditEvent => "audit.k8s.io event",
            Shape::EntriesPage => "entries.list page",
            Shape::EventList => "EventList",
            Shape::PubSub => "Pub/Sub message",
            Shape::CloudEvent => "CloudEvent",
            Shape::ClusterDescription => "cluster description",
        })
    }
}

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

/// What stands in an envelope.
pub enum Content<'r, 'a> {
    /// A log entry.
    Entry(Shape, &'r Row<'a>),
    /// Something else; what stands beside it may be an entry all the same.
    Nothing(Unreadable),
    /// So many bodies of what comes next were left out.
    WithoutBodies(u64),
}

/// Opens all envelopes and shows what is in them to `visit`.
pub fn open(row: &Row<'_>, visit: &mut dyn FnMut(Content<'_, '_>)) {
    open_to(row, DEEPEST, visit);
}

fn open_to(row: &Row<'_>, depth: usize, visit: &mut dyn FnMut(Content<'_, '_>)) {
    if let Some(shape) = entry_shape(row) {
        return visit(Content::Entry(shape, row));
    }
    let Some(depth) = depth.checked_sub(1) else {
        return visit(Content::Nothing(Unreadable::TooDeep));
    };
    if let Some(rows) = rows_in(row) {
        return rows.iter().for_each(|row| open_to(row, depth, visit));
    }
    if let Some(Lenient(message)) = &row.message {
        return open_text(message.data.or_empty(), depth, visit);
    }
    match &row.data {
        Embedded::Object(row) => open_to(row, depth, visit),
        Embedded::Text(text) => open_text(text, depth, visit),
        Embedded::Absent | Embedded::List(_) => {
            if let Err(unreadable) = empty_page(row) {
                visit(Content::Nothing(unreadable));
            }
        }
    }
}

/// What a page holds. None for what is no page.
pub(in crate::log) fn rows_of<'r, 'a>(row: &'r Row<'a>) -> Option<&'r [Row<'a>]> {
    rows_in(row).filter(|_| entry_shape(row).is_none())
}

fn rows_in<'r, 'a>(row: &'r Row<'a>) -> Option<&'r [Row<'a>]> {
    let rows = [&row.entries, &row.items, &row.received_messages];
    rows.into_iter().find_map(|it| it.as_deref())
}

/// `data` that is text: base64 of JSON, or JSON itself.
fn open_text(text: &str, depth: usize, visit: &mut dyn FnMut(Content<'_, '_>)) {
    let json = if text.trim_start().starts_with('{') {
        Some(Cow::Borrowed(text.as_bytes()))
    } else {
        decode_base64(text).map(Cow::Owned)
    };
    let Some(json) = json.as_deref() else {
        return visit(Content::Nothing(Unreadable::NotBase64));
    };
    match parse(json) {
        Ok(row) => open_to(&row, depth, visit),
        Err(unreadable) => {
            let opened = apart_from_bodies(json, |row, bodies| {
                visit(Content::WithoutBodies(bodies));
                open_to(row, depth, visit);
            });
            if opened.is_none() {
                visit(Content::Nothing(unreadable));
            }
        }
    }
}

/// Whether a row is an entry, or an envelope that may hold some.
pub(in crate::log) fn holds_entries(row: &Row<'_>) -> bool {
    entry_shape(row).or_else(|| envelope_shape(row)).is_some()
}

/// A page without entries is still a page: only a token says that there are more.
fn empty_page(row: &Row<'_>) -> Result<(), Unreadable> {
    if row.next_page_token.get().is_some() {
        Ok(())
    } else {
        Err(Unreadable::NotALogEntry)
    }
}

fn entry_shape(row: &Row<'_>) -> Option<Shape> {
    if row.proto_payload.is_some() {
        Some(Shape::LogEntry)
    } else if row.protopayload_auditlog.is_some() {
        Some(Shape::BigQuery)
    } else if row.log_analytics.is_some() {
        Some(Shape::LogAnalytics)
    } else if is_audit_event(row) {
        Some(Shape::AuditEvent)
    } else if crate::log::source::cluster::is_cluster(row.self_link.or_empty()) {
        Some(Shape::ClusterDescription)
    } else {
        row.log_name.get().map(|_| Shape::LogEntry)
    }
}

/// Items of an EventList carry no kind of their own.
fn is_audit_event(row: &Row<'_>) -> bool {
    let kind =
        row.api_version.or_empty().starts_with("audit.k8s.io/") && row.kind.or_empty() == "Event";
    kind || (row.audit_id.get().is_some() && row.stage.get().is_some())
}

/// The envelope's own shape, for the report on what a file holds.
pub fn envelope_shape(row: &Row<'_>) -> Option<Shape> {
    if entry_shape(row).is_some() {
        None
    } else if row.entries.is_some() {
        Some(Shape::EntriesPage)
    } else if row.items.is_some() {
        Some(Shape::EventList)
    } else if row.message.is_some() || row.received_messages.is_some() {
        Some(Shape::PubSub)
    } else {
        matches!(row.data, Embedded::Object(_) | Embedded::Text(_)).then_some(Shape::CloudEvent)
    }
}

impl<'a> Row<'a> {
    /// The audit log payload, whatever it is called in this shape.
    pub fn payload(&self) -> Option<&Payload<'a>> {
        self.proto_payload
            .as_ref()
            .or(self.protopayload_auditlog.as_ref())
            .map(|payload| &payload.0)
            .or_else(|| {
                self.log_analytics
                    .as_ref()
                    .map(|outer| &outer.0.audit_log.0)
            })
    }

    /// Whether an audit log holds this entry without anything that tells what it is: its payload is still the protocol buffer (as client
    /// libraries write it that do not know the message), a text, or not there. Into other logs anybody may write what they like.
    pub(in crate::log) fn is_undecoded(&self) -> bool {
        let payload = self.payload();
        let tells = |it: &Payload<'_>| it.service.get().or(it.method.get()).is_some();
        let is_another = |it: &Payload<'_>| !it.kind.or_empty().ends_with(AUDIT_LOG);
        if payload.is_some_and(|it| tells(it) || (it.kind.get().is_some() && is_another(it))) {
            return false;
        }
        match self.log_name.get() {
            Some(name) => AUDIT_LOGS.iter().any(|it| name.ends_with(it)),
            None => payload.is_some_and(|it| it.value.get().is_some() && !is_another(it)),
        }
    }
}

/// The logs of which every entry has an AuditLog (Google's page "Cloud Audit Logs overview"). Access Transparency is none of them.
const AUDIT_LOGS: [&str; 8] = [
    "cloudaudit.googleapis.com%2Factivity",
    "cloudaudit.googleapis.com%2Fdata_access",
    "cloudaudit.googleapis.com%2Fsystem_event",
    "cloudaudit.googleapis.com%2Fpolicy",
    "cloudaudit.googleapis.com/activity",
    "cloudaudit.googleapis.com/data_access",
    "cloudaudit.googleapis.com/system_event",
    "cloudaudit.googleapis.com/policy",
];

const AUDIT_LOG: &str = "/google.cloud.audit.AuditLog";
