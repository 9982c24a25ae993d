//! The JSON report as NDJSON: each lineage is written on a line as soon as it is judged, then one line with the rest
//! of the report.
//!
//! The objects are those of the JSON report, version 1.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{self, Head, RejectedV1};
use super::text::Detail;
use super::text::escape::json_text;
use super::{Form, ReportContext};
use crate::scan::Judged;

/// An NDJSON report, which keeps nothing in memory.
pub struct Report {
    detail: Detail,
}

impl Report {
    /// Returns a report with log queries as in the JSON report.
    pub fn new(detail: Detail) -> Self {
        Report { detail }
    }
}

#[derive(Serialize)]
struct Last<'r> {
    #[serde(flatten)]
    head: Head<'r>,
    rejected: Vec<RejectedV1<'r>>,
}

impl Form for Report {
    fn add(&mut self, judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", json_text(&json::lineage(judged, self.detail))?)
    }

    fn end(self: Box<Self>, context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        let last = Last {
            head: json::head(context),
            rejected: json::rejected(context),
        };
        writeln!(out, "{}", json_text(&last)?)
    }
}
