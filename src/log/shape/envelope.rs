//! Envelopes around log entries.
//!
//! Envelopes are detected by content. Pages of entries.list, messages of Pub/Sub push and pull, CloudEvents and EventLists are opened until
//! an entry is found.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use super::apart::{Escapes, apart};
use super::export_shape::{Shape, entry_shape, holds_entries, rows_in};
use super::json::{DEEPEST, Unreadable};
use super::lenient::{Embedded, Lenient};
use super::row::Row;
use super::row_depth;
use crate::model::digest::decode_base64;

/// The content of an envelope.
pub enum Content<'r, 'a> {
    /// A log entry.
    Entry(Shape, &'r Row<'a>),
    /// Content that is no entry. The same envelope may hold entries.
    Nothing(Unreadable),
    /// The number of unreadable bodies that were removed from the entries that follow.
    WithoutBodies(u64),
}

/// Opens all envelopes and calls `visit` with their content.
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
    match row.data() {
        Embedded::Object(row) => open_to(row, depth, visit),
        Embedded::Text(text) => open_text(text, depth, visit),
        Embedded::Absent | Embedded::List(_) => {
            if let Err(unreadable) = empty_page(row) {
                visit(Content::Nothing(unreadable));
            }
        }
    }
}

/// The most bytes of a packed message. An entry has at most 256 KiB (Google's page "Quotas and limits" of Cloud Logging), and a page of a
/// log is no message.
const LARGEST: u64 = 4 << 20;

/// Returns the bytes of a message, unpacked if they are gzip. Log sinks do not pack messages, but who publishes messages again may. Returns
/// `None` for damaged gzip and gzip of too much.
fn unpacked(bytes: Cow<'_, [u8]>) -> Option<Cow<'_, [u8]>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Some(bytes);
    }
    let mut unpacked = Vec::new();
    let read = MultiGzDecoder::new(&*bytes)
        .take(LARGEST + 1)
        .read_to_end(&mut unpacked);
    let is_whole = read.is_ok() && unpacked.len() as u64 <= LARGEST;
    is_whole.then_some(Cow::Owned(unpacked))
}

/// Opens `data` that is a string: base64 of JSON or of packed JSON, or JSON.
fn open_text(text: &str, depth: usize, visit: &mut dyn FnMut(Content<'_, '_>)) {
    let json = if text.trim_start().starts_with('{') {
        Some(Cow::Borrowed(text.as_bytes()))
    } else {
        decode_base64(text).map(Cow::Owned)
    };
    let Some(json) = json else {
        return visit(Content::Nothing(Unreadable::NotBase64));
    };
    let Some(json) = unpacked(json) else {
        return visit(Content::Nothing(Unreadable::NotGzip));
    };
    let json = &*json;
    match row_depth::parse(json) {
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

/// Returns `Ok` for a page without entries, which is known by its `nextPageToken`.
fn empty_page(row: &Row<'_>) -> Result<(), Unreadable> {
    if row.next_page_token.get().is_some() {
        Ok(())
    } else {
        Err(Unreadable::NotALogEntry)
    }
}

/// Reads a line that the parser refused. Calls `read` with the row without its unreadable bodies, and with their number. Returns `None` if
/// the row holds no entry, or its envelope is not whole.
pub(in crate::log) fn apart_from_bodies(
    line: &[u8],
    read: impl FnOnce(&Row<'_>, u64),
) -> Option<()> {
    let apart = apart(line)?;
    let row = row_depth::parse(&apart.json).ok()?;
    let is_whole = apart.escapes == Escapes::Whole || is_of_api_server(&row);
    (is_whole && holds_entries(&row)).then(|| read(&row, apart.unreadable))
}

/// Returns whether the API server wrote every entry of a row.
fn is_of_api_server(row: &Row<'_>) -> bool {
    let mut is_all = true;
    open(row, &mut |content| {
        let is_one = match content {
            Content::Entry(Shape::AuditEvent, _) => true,
            Content::Entry(_, row) => {
                let service = row.payload().map(|it| it.service.or_empty());
                service == Some("k8s.io")
            }
            Content::WithoutBodies(_) => true, // a number about the entries that follow
            Content::Nothing(_) => false,
        };
        is_all &= is_one;
    });
    is_all
}
