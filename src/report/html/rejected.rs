//! The lines that could not be read, and the limits of what a complete chain proves.

use askama::Template;

use super::escape::value;
use crate::report::ReportContext;
use crate::report::text::grouped;
use crate::store::rows::rejected::Rejected;

/// The greatest number of lines that are shown.
const MOST: usize = 200;

#[derive(Template)]
#[template(path = "rejected.html")]
pub(super) struct Part {
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
pub(super) fn part(frame: &ReportContext, json: String) -> Part {
    let mut all: Vec<&Rejected> = frame.rejected.iter().collect();
    all.sort_by_key(|it| (!it.is_input(), &it.receipt.place));
    let left = all.iter().skip(MOST).map(|it| it.lines()).sum();
    Part {
        rows: all.into_iter().take(MOST).map(row).collect(),
        left: (left > 0).then(|| grouped(left)),
        json,
    }
}

fn row(rejected: &Rejected) -> Row {
    let receipt = &rejected.receipt;
    let place = match rejected.is_input() {
        true => &receipt.place.file,
        false => &receipt.to_string(),
    };
    let bytes = receipt.bytes;
    Row {
        place: value(place),
        reason: value(&rejected.reason),
        bytes: bytes.map_or_else(String::new, |it| {
            format!("{} from {} on", it.length, it.offset)
        }),
        sha256: receipt.sha256.map(hex::encode).unwrap_or_default(),
    }
}
