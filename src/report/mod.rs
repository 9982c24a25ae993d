//! Reports: one file a form. A printer prints; nothing is decided here.

pub mod explanation;
pub mod json;
pub mod safe;
pub mod text;
pub mod trace;

use jiff::Timestamp;

use crate::coverage::Coverage;
use crate::entry::Source;
use crate::scan::Summary;
use crate::store::ledger::{FileRead, Rejected};
use crate::store::load::Counts;

/// Everything of a report but its lineages.
#[derive(Debug)]
pub struct Frame {
    /// From when to when; None where nothing was read.
    pub window: Option<(Timestamp, Timestamp)>,
    /// What was read.
    pub coverage: Coverage,
    /// Numbers of lineages.
    pub summary: Summary,
    /// Numbers of lines.
    pub counts: Counts,
    /// Lines that could not be read.
    pub rejected: Vec<Rejected>,
    /// Files that were read, in that order.
    pub files: Vec<FileRead>,
    /// Logs of which nothing was read for the window.
    pub unread: Vec<Source>,
}

/// A moment as reports write it: RFC 3339, UTC, nanoseconds.
pub fn moment(at: Timestamp) -> String {
    format!("{at:.9}")
}
