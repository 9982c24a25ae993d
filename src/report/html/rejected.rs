//! The lines that could not be read, and the limits of what a complete chain proves.

use askama::Template;

use super::escape::{Markup, value};
use crate::language::say::say;
use crate::report::ReportContext;
use crate::report::text::{Style, grouped};
use crate::store::rows::rejected::Rejected;

/// The greatest number of lines that are shown.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "rejected.html")]
pub(super) struct Part<'l> {
    style: Style<'l>,
    rows: Vec<Row>,
    left: Option<String>,
    /// The SHA-256 of the JSON report.
    json: String,
}

struct Row {
    place: String,
    reason: String,
    bytes: String,
    sha256: String,
}

/// Returns the part. `json` is the hash of the JSON report on the same lineages.
pub(super) fn part<'l>(frame: &ReportContext, json: String, style: Style<'l>) -> Part<'l> {
    let mut all: Vec<&Rejected> = frame.rejected.iter().collect();
    all.sort_by_key(|it| (!it.is_input(), &it.receipt.place));
    let left = all.iter().skip(MOST).map(|it| it.lines()).sum();
    Part {
        style,
        rows: all
            .into_iter()
            .take(MOST)
            .map(|it| row(it, style))
            .collect(),
        left: (left > 0).then(|| grouped(left)),
        json,
    }
}

fn row(rejected: &Rejected, style: Style) -> Row {
    let receipt = &rejected.receipt;
    let place = match rejected.is_input() {
        true => &receipt.place.file,
        false => &receipt.to_string(),
    };
    let bytes = receipt.bytes;
    Row {
        place: value(place),
        reason: value(&style.reason(&rejected.reason)),
        bytes: bytes.map_or_else(String::new, |it| {
            say!(
                style,
                "page-bytes-from",
                "{length} from {offset} on",
                length = it.length,
                offset = it.offset
            )
        }),
        sha256: receipt.sha256.map(hex::encode).unwrap_or_default(),
    }
}
