//! The report as a page to look at: one file that any browser opens, without a request to anywhere.
//!
//! Each file here is a part of the page or one of its parts' sources; the words are in `templates/`. All parts are bounded, so that the page
//! is: what is cut is counted.

pub(crate) mod detail;
mod detailed;
mod details;
pub(crate) mod document;
pub(crate) mod escape;
mod groups;
mod hours;
mod index;
mod list;
mod opening;
pub(crate) mod picture;
mod rejected;
mod suppressions;
mod tables;
pub(crate) mod timeline;

use std::collections::BTreeMap;
use std::io::{self, Write};

use askama::Template;
use sha2::{Digest as _, Sha256};

use self::detailed::Detailed;
use self::hours::Hours;
use self::index::Index;
use super::gravest::Rank;
use super::text::opening::{Lineages, Opening};
use super::text::{Detail, ENGLISH};
use super::{Form, ReportContext, json};
use crate::scan::Judged;
use crate::scan::breakdown::Tallies;
use crate::scan::groups::{Grouping, Groups};

/// The parts to which the page leads at its top.
const PARTS: [(&str, &str); 9] = [
    ("findings", "Findings"),
    ("places", "Where"),
    ("read", "What was read"),
    ("hours", "When"),
    ("lineages", "Lineages"),
    ("relatives", "Ancestry and reach"),
    ("details", "Details"),
    ("policy", "Policy"),
    ("limits", "Limits"),
];

/// The greatest number of bytes of a page.
const MOST_BYTES: usize = 10_000_000;

/// The number of bytes that are left for the parts between: head, opening, script, list, headings, and links to details.
const BETWEEN: usize = 400_000;

/// What a page needs of all lineages.
pub struct Report {
    groups: Groups,
    detailed: Detailed,
    index: Index,
    hours: Hours,
    /// What the opening tells of all lineages.
    opening: Lineages,
    accounts: Tallies,
    lineages: u64,
    with_findings: u64,
    json: json::Report,
}

impl Report {
    /// Returns an empty page. `detail` is that of the JSON report, whose hash the page names.
    pub fn new(grouping: Grouping, detail: Detail) -> Self {
        Report {
            groups: Groups::new(grouping),
            detailed: Detailed::default(),
            index: Index::default(),
            hours: Hours::default(),
            opening: Lineages::default(),
            accounts: Tallies::default(),
            lineages: 0,
            with_findings: 0,
            json: json::Report::new(detail),
        }
    }
}

impl Form for Report {
    fn add(&mut self, judged: &Judged<'_>, _: &mut dyn Write) -> io::Result<()> {
        self.json.add(judged, &mut io::sink())?;
        self.lineages += 1;
        self.with_findings += u64::from(!judged.findings.is_empty());
        self.opening.count(judged);
        tables::count_account(&mut self.accounts, judged);
        let group = self.groups.add(judged);
        let rank = Rank::in_group(judged, group.as_ref());
        self.hours.add(judged);
        self.index.add(&rank, judged);
        self.detailed
            .add(&rank, group.as_ref(), || detail::html(judged));
        Ok(())
    }

    fn end(self: Box<Self>, frame: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        let opening = Opening::of(frame, &self.opening, ENGLISH);
        let middle = [
            tables::part(&frame.summary.breakdown, &self.accounts).to_string(),
            timeline::part(frame).to_string(),
            self.hours.part(frame).to_string(),
        ]
        .concat();
        let last = [
            suppressions::part(frame).to_string(),
            rejected::part(frame, hash(self.json, frame)?).to_string(),
        ]
        .concat();
        let groups = groups::part(frame, &self.groups, &BTreeMap::new()).to_string();
        let fixed = groups.len() + middle.len() + last.len() + BETWEEN;
        let left = MOST_BYTES.saturating_sub(fixed);
        let for_details = left.saturating_sub(self.index.usual_bytes());
        let chosen = self.detailed.within(for_details);
        let numbers = detailed::numbers(&chosen);
        let for_index = left.saturating_sub(detailed::bytes(&chosen));
        let index = self.index.encoded(&numbers, for_index)?;

        let title = format!("{}: {}", opening.verdict.as_str(), opening.sentence);
        document::begin(&title, &parts(frame), out)?;
        opening::part(frame, &opening).write_into(out)?;
        groups::part(frame, &self.groups, &numbers).write_into(out)?;
        out.write_all(middle.as_bytes())?;
        list::part(&self.index, index, &numbers, self.lineages).write_into(out)?;
        picture::write(&frame.relatives, out)?;
        details::write(&chosen, self.with_findings, frame, out)?;
        out.write_all(last.as_bytes())?;
        document::end(out)
    }
}

/// Returns the parts to which the page leads; relatives are on the page of a trace only.
fn parts(frame: &ReportContext) -> Vec<(&'static str, &'static str)> {
    let mut parts = PARTS.to_vec();
    if frame.relatives.is_empty() {
        parts.retain(|it| it.0 != "relatives");
    }
    parts
}

/// Returns the SHA-256 of the JSON report.
fn hash(report: json::Report, frame: &ReportContext) -> io::Result<String> {
    let mut hasher = Hasher(Sha256::new());
    Box::new(report).end(frame, &mut hasher)?;
    Ok(hex::encode(hasher.0.finalize()))
}

/// Hashes what is written.
struct Hasher(Sha256);

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
