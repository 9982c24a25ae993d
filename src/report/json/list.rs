//! A list that is written item by item, one on each line, since its items may be very many.

use std::io;

use serde::Serialize;

use crate::report::text::escape::harmless_json;

/// Returns a JSON object with one more field, a list that is open.
///
/// # Errors
/// Errors of serde_json, which do not occur for the objects of reports.
pub(in crate::report) fn opening(object: &impl Serialize, list: &str) -> io::Result<String> {
    let object = harmless_json(serde_json::to_string_pretty(object)?);
    let open = object.strip_suffix("\n}").unwrap_or(&object);
    Ok(format!("{open},\n  \"{list}\": ["))
}

/// Returns the text in front of an item of a list.
pub(in crate::report) fn separator(position: u64) -> &'static str {
    if position == 0 { "\n    " } else { ",\n    " }
}

/// Returns the text after the last of so many items, in front of the bracket.
pub(in crate::report) fn closing(items: u64) -> &'static str {
    if items == 0 { "" } else { "\n  " }
}
