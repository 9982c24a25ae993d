//! The changes between two scans as JSON, version 1.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::history::diff::{Change, ChangeKind, Changes};
use crate::history::findings::{Reported, Suppressed};
use crate::history::recorded::PastScan;
use crate::report::json::list::{closing, opening, separator};
use crate::report::text::escape::json_text;
use crate::report::{TOOL, moment};

#[derive(Serialize)]
struct HeadV1 {
    version: u32,
    tool: &'static str,
    before: ScanV1,
    after: ScanV1,
    summary: BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct NoticeV1<'r> {
    version: u32,
    tool: &'static str,
    before: Option<ScanV1>,
    after: ScanV1,
    summary: BTreeMap<&'static str, u64>,
    changes: Vec<ChangeV1<'r>>,
    left_out: u64,
}

#[derive(Serialize)]
struct ListV1 {
    version: u32,
    tool: &'static str,
    scans: Vec<ScanV1>,
}

#[derive(Serialize)]
struct ScanV1 {
    id: i64,
    began: String,
    from: Option<String>,
    to: Option<String>,
    policy: String,
    tool: String,
    without: Vec<&'static str>,
    complete: u64,
    unproven: u64,
    broken: u64,
}

#[derive(Serialize)]
struct ChangeV1<'r> {
    subject: String,
    kind: &'r str,
    change: &'static str,
    before: &'static str,
    after: &'static str,
    appeared: Vec<FindingV1>,
    disappeared: Vec<FindingV1>,
    reasons: Vec<&'static str>,
    evidence: Option<String>,
}

#[derive(Serialize)]
struct FindingV1 {
    code: &'static str,
    weight: &'static str,
    stage: Option<&'static str>,
    suppressed: bool,
}

/// A report that is being written. The changes are written one by one, since they may be very many.
pub struct Json<'r> {
    changes: u64,
    out: &'r mut dyn Write,
}

impl<'r> Json<'r> {
    /// Writes the part of the report that precedes the changes. The counts of the report are those of all changes.
    ///
    /// # Errors
    /// Errors of `out`.
    pub fn begin(report: &Report<'_>, out: &'r mut dyn Write) -> io::Result<Self> {
        let counts = ChangeKind::ALL.map(|kind| (kind.as_str(), report.count(kind)));
        let mut summary = BTreeMap::from(counts);
        summary.insert(ChangeKind::NotLookedAt.as_str(), report.not_looked_at());
        let head = HeadV1 {
            version: 1,
            tool: TOOL,
            before: scan(report.pair.before),
            after: scan(report.pair.after),
            summary,
        };
        write!(out, "{}", opening(&head, "changes")?)?;
        Ok(Json { changes: 0, out })
    }

    /// Writes one change, on one line.
    ///
    /// # Errors
    /// Errors of `out`.
    pub fn add(&mut self, change: &Change) -> io::Result<()> {
        let before = separator(self.changes);
        self.changes += 1;
        write!(self.out, "{before}{}", json_text(&change_v1(change))?)
    }

    /// Writes the end of the report.
    ///
    /// # Errors
    /// Errors of `out`.
    pub fn end(self) -> io::Result<()> {
        writeln!(self.out, "{}]\n}}", closing(self.changes))
    }
}

/// The largest number of changes in a notice: receivers accept a few hundred kilobytes.
pub(super) const MOST_NOTICED: usize = 500;

/// Returns the body of a notice to a webhook: as [`Json`], with the worst changes first and the number of those left out.
/// `before` is the last scan that the webhook was notified of; None for the first notice. Subjects that the later scan did not
/// examine have not changed.
///
/// # Errors
/// Errors of serde_json, which do not occur for these values.
pub(super) fn notice(
    before: Option<&PastScan>,
    after: &PastScan,
    changes: &Changes,
) -> serde_json::Result<String> {
    let summary = ChangeKind::CHANGED.map(|kind| (kind.as_str(), changes.count(kind)));
    let listed = ChangeKind::CHANGED
        .into_iter()
        .flat_map(|it| changes.of(it));
    let listed: Vec<ChangeV1<'_>> = listed.take(MOST_NOTICED).map(change_v1).collect();
    let count: u64 = summary.iter().map(|it| it.1).sum();
    json_text(&NoticeV1 {
        version: 1,
        tool: TOOL,
        before: before.map(scan),
        after: scan(after),
        summary: summary.into(),
        left_out: count.saturating_sub(listed.len() as u64),
        changes: listed,
    })
}

/// Writes the recorded scans as JSON.
///
/// # Errors
/// Errors of `out`.
pub fn list_json(scans: &[PastScan], out: &mut dyn Write) -> io::Result<()> {
    let list = ListV1 {
        version: 1,
        tool: TOOL,
        scans: scans.iter().map(scan).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &list)?;
    writeln!(out)
}

fn scan(scan: &PastScan) -> ScanV1 {
    let basis = &scan.basis;
    ScanV1 {
        id: scan.id.0,
        began: moment(basis.began),
        from: basis.window.from.map(moment),
        to: basis.window.to.map(moment),
        policy: hex::encode(basis.policy),
        tool: format!("credtrail {}", basis.tool),
        without: basis.without.iter().map(|it| it.as_str()).collect(),
        complete: scan.counts.complete,
        unproven: scan.counts.unproven,
        broken: scan.counts.broken,
    }
}

fn change_v1(change: &Change) -> ChangeV1<'_> {
    ChangeV1 {
        subject: change.subject.text(),
        kind: change.subject.kind().as_str(),
        change: change.kind().as_str(),
        before: change.before.as_str(),
        after: change.after.as_str(),
        appeared: change.appeared.iter().map(finding).collect(),
        disappeared: change.disappeared.iter().map(finding).collect(),
        reasons: change.reasons.iter().map(|it| it.as_str()).collect(),
        evidence: change.evidence.map(moment),
    }
}

fn finding(finding: &Reported) -> FindingV1 {
    FindingV1 {
        code: finding.code.as_str(),
        weight: finding.weight.as_str(),
        stage: finding.stage.map(|it| it.as_str()),
        suppressed: finding.suppressed == Suppressed::Yes,
    }
}
