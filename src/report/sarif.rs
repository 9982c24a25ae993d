//! SARIF 2.1.0 (OASIS) for code scanning: a result a finding, the gravest first. GitHub and Azure DevOps take 5,000 results of a run, so that
//! no more are kept.

mod objects;
mod place;
mod result;
mod rules;

use std::collections::BTreeMap;
use std::io::{self, Write};

use self::objects::{AutomationDetails, Base, Invocation, Location, Notification, Text};
use self::result::{location, plain, result};
use super::gravest::{Gravest, Rank};
use super::json;
use super::text::escape::json_text;
use super::{Form, ReportContext, moment};
use crate::model::finding::{Code, id};
use crate::scan::{Judged, Selection};

/// The part of the report that precedes the results.
const OPEN: &str = r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":"#;

/// The most results. GitHub shows 5,000 alerts of a run and refuses a run with 25,000 results.
const MOST: usize = 5_000;

/// What becomes of the findings that the policy suppresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressedFindings {
    /// They are counted: code scanning of GitHub does not read suppressions, and would raise alerts.
    Omit,
    /// They are results with a suppression.
    Mark,
}

/// A SARIF report that is being written.
pub struct Report {
    suppressed: SuppressedFindings,
    results: Gravest<(Code, String)>,
    counts: Counts,
}

/// How many findings are no result.
#[derive(Default)]
struct Counts {
    /// Findings that are counted and not kept, and on how many lineages.
    omitted: BTreeMap<Code, Omitted>,
    /// Findings that are less grave than the results.
    cut: BTreeMap<Code, u64>,
    /// Findings that the policy suppresses.
    suppressed: u64,
}

#[derive(Default, Clone, Copy)]
struct Omitted {
    findings: u64,
    lineages: u64,
}

impl Report {
    /// Returns a report without results.
    pub fn new(suppressed: SuppressedFindings) -> Self {
        Report {
            suppressed,
            results: Gravest::at_most(MOST),
            counts: Counts::default(),
        }
    }
}

impl Form for Report {
    fn wanted(&self) -> Selection {
        Selection::exceptions()
    }

    fn add(&mut self, judged: &Judged<'_>, _: &mut dyn Write) -> io::Result<()> {
        let ids = id::ids(&judged.lineage.subject, &judged.findings);
        for (position, (finding, id)) in judged.findings.iter().zip(ids).enumerate() {
            let is_suppressed = judged.suppressed_by.contains_key(&position);
            if is_suppressed && self.suppressed == SuppressedFindings::Omit {
                self.counts.suppressed += 1;
                continue;
            }
            let rank = Rank::of_finding(judged, position, finding);
            let cut = if self.results.admits(&rank) {
                let text = json_text(&result(judged, position, finding, id))?;
                let cut = self.results.keep(rank, (finding.code, text));
                cut.map(|it| it.0)
            } else {
                Some(finding.code)
            };
            cut.into_iter().for_each(|code| self.counts.cut(code));
        }
        self.counts.take_omitted(judged);
        Ok(())
    }

    fn end(self: Box<Self>, context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        let tool = json_text(&rules::tool())?;
        let automation = json_text(&automation(context))?;
        let bases = place::BASES.map(|(name, uri)| (name, Base { uri }));
        let bases = json_text(&BTreeMap::from(bases))?;
        writeln!(
            out,
            "{OPEN}{tool},\"automationDetails\":{automation},\"originalUriBaseIds\":{bases},\"results\":["
        )?;
        let invocations = json_text(&[invocation(&self.counts, context)])?;
        for (number, (_, result)) in self.results.first_to_last().enumerate() {
            let between = if number > 0 { ",\n" } else { "" };
            write!(out, "{between}{result}")?;
        }
        let properties = json_text(&json::head(context))?;
        writeln!(
            out,
            "\n],\"invocations\":{invocations},\"properties\":{properties}}}]}}"
        )
    }
}

impl Counts {
    fn cut(&mut self, code: Code) {
        *self.cut.entry(code).or_default() += 1;
    }

    fn take_omitted(&mut self, judged: &Judged<'_>) {
        for (code, count) in &judged.findings_omitted {
            let omitted = self.omitted.entry(*code).or_default();
            omitted.findings += count;
            omitted.lineages += 1;
        }
    }

    /// Returns a sentence on each count of what is no result.
    fn not_listed(&self) -> impl Iterator<Item = String> {
        let omitted = self.omitted.iter().map(|(code, it)| {
            let Omitted { findings, lineages } = it;
            format!("{code}: {findings} more findings, on {lineages} of the subjects, are counted and not listed")
        });
        let cut = self.cut.iter().map(|(code, count)| {
            format!("{code}: {count} findings are no result: a report has {MOST}, the gravest; --format ndjson has all")
        });
        let suppressed = (self.suppressed > 0).then(|| {
            let count = self.suppressed;
            format!(
                "{count} findings that the policy suppresses are no result; --suppressed mark shows them"
            )
        });
        omitted.chain(cut).chain(suppressed)
    }
}

fn automation(context: &ReportContext) -> AutomationDetails {
    let end = context.window.map(|it| moment(it.1)).unwrap_or_default();
    AutomationDetails {
        id: format!("credtrail/{end}"),
    }
}

/// Returns the invocation, which lists what was not examined (logs that were not read, lines that could not be read), and what is
/// counted and not listed.
fn invocation(counts: &Counts, context: &ReportContext) -> Invocation {
    let unread = context.unread.iter().map(|source| {
        let text = format!("nothing of the {source} log was read for the window");
        notification(&text, Vec::new())
    });
    let rejected = context.rejected.iter().map(|it| {
        let text = match it.is_input() {
            true => it.reason.clone(),
            false => format!("a line could not be read: {}", it.reason),
        };
        notification(&text, vec![location(&it.receipt)])
    });
    let logs = context.findings.iter().map(|it| {
        let text = format!("{}: {}", it.code, it.message);
        notification(&text, it.receipts.iter().map(location).collect())
    });
    let not_listed = counts.not_listed().map(|it| notification(&it, Vec::new()));
    Invocation {
        execution_successful: true,
        tool_execution_notifications: unread
            .chain(logs)
            .chain(rejected)
            .chain(not_listed)
            .collect(),
    }
}

fn notification(text: &str, locations: Vec<Location>) -> Notification {
    Notification {
        level: "warning",
        message: Text { text: plain(text) },
        locations,
    }
}
