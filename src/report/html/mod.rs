//! The report as a page to look at: one file that any browser opens, without a request to anywhere.
//!
//! Each file here is a part of the page or one of its parts' sources; the words are in `templates/`. All parts are bounded, so that the page
//! is: what is cut is counted.

pub(crate) mod detail;
mod detailed;
mod details;
pub(crate) mod document;
pub(crate) mod escape;
pub(crate) mod groups;
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
use super::text::{Detail, ENGLISH, Style, words};
use super::{Form, ReportContext, json};
use crate::language::locale::Locale;
use crate::language::say::say;
use crate::scan::Judged;
use crate::scan::groups::{Grouping, Groups};
use crate::scan::summary::breakdown::Tallies;

/// The parts to which the page leads at its top.
fn names(style: Style) -> [(&'static str, String); 9] {
    [
        ("findings", say!(style, "part-findings", "Findings")),
        ("places", say!(style, "part-places", "Where")),
        ("read", say!(style, "part-read", "What was read")),
        ("hours", say!(style, "part-hours", "When")),
        ("lineages", say!(style, "part-lineages", "Lineages")),
        (
            "relatives",
            say!(style, "part-relatives", "Ancestry and reach"),
        ),
        ("details", say!(style, "part-details", "Details")),
        ("policy", say!(style, "part-policy", "Policy")),
        ("limits", say!(style, "part-limits", "Limits")),
    ]
}

/// The greatest number of bytes of a page.
const MOST_BYTES: usize = 10_000_000;

/// The number of bytes that are left for the parts between: head, opening, script, list, headings, and links to details.
const BETWEEN: usize = 400_000;

/// What a page needs of all lineages.
pub struct Report<'l> {
    style: Style<'l>,
    groups: Groups,
    detailed: Detailed,
    index: Index,
    hours: Hours,
    /// The opening's counts of all lineages.
    opening: Lineages,
    accounts: Tallies,
    lineages: u64,
    with_findings: u64,
    json: json::Report,
}

impl<'l> Report<'l> {
    /// Returns an empty page. `detail` is that of the JSON report, whose hash the page names.
    pub fn new(grouping: Grouping, detail: Detail, locale: &'l Locale) -> Self {
        Report {
            style: ENGLISH.read_in(locale),
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

impl Form for Report<'_> {
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
            .add(&rank, group.as_ref(), || detail::html(judged, self.style));
        Ok(())
    }

    fn end(self: Box<Self>, frame: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        let style = self.style;
        let opening = Opening::of(frame, &self.opening, style);
        let middle = [
            tables::part(&frame.summary.breakdown, &self.accounts, style).to_string(),
            timeline::part(frame, style).to_string(),
            self.hours.part(frame, style).to_string(),
        ]
        .concat();
        let last = [
            suppressions::part(frame, style).to_string(),
            rejected::part(frame, hash(self.json, frame)?, style).to_string(),
        ]
        .concat();
        let groups = groups::part(frame, &self.groups, &BTreeMap::new(), style).to_string();
        let fixed = groups.len() + middle.len() + last.len() + BETWEEN;
        let left = MOST_BYTES.saturating_sub(fixed);
        let for_details = left.saturating_sub(self.index.usual_bytes());
        let chosen = self.detailed.within(for_details);
        let numbers = detailed::numbers(&chosen);
        let for_index = left.saturating_sub(detailed::bytes(&chosen));
        let index = self.index.encoded(&numbers, for_index, style)?;

        let title = format!(
            "{}: {}",
            words::verdict(opening.verdict, style),
            opening.sentence
        );
        document::begin(&title, &parts(frame, style), style, out)?;
        opening::part(frame, &opening, style).write_into(out)?;
        groups::part(frame, &self.groups, &numbers, style).write_into(out)?;
        out.write_all(middle.as_bytes())?;
        list::part(&self.index, index, &numbers, self.lineages, style).write_into(out)?;
        picture::write(&frame.relatives, style, out)?;
        details::write(&chosen, self.with_findings, frame, style, out)?;
        out.write_all(last.as_bytes())?;
        document::end(style, out)
    }
}

/// Returns the parts to which the page leads; relatives are on the page of a trace only.
fn parts(frame: &ReportContext, style: Style) -> Vec<(&'static str, String)> {
    let mut parts = Vec::from(names(style));
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
