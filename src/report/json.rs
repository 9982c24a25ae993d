//! The JSON report, version 1: a published contract with structs of its own, sorted, without the present time.
//!
//! Lineages are added one by one and spooled, because the summary precedes them in the report and there may be millions.

mod arguments;
mod breakdown;
mod contract;
pub mod explanation;
mod lineage;
pub(super) mod list;

use self::lineage::finding;
pub(crate) use self::lineage::{lineage, receipt};
use self::list::{closing, opening, separator};

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::rotation::json::rotation;
use super::spool::Spool;
use super::text::Detail;
use super::text::escape::json_text;
use super::{Form, PolicyUsed, ReportContext, Suppressed, TOOL, moment};
use crate::model::finding::Verdict;
use crate::scan::comparison::{Comparison, Flip};
use crate::scan::{Judged, Summary};
use crate::store::rows::rejected::Rejected;
use contract::{
    ComparisonV1, FlipV1, LinesV1, PolicyV1, StretchV1, SummaryV1, SuppressionV1, VerdictsV1,
    WindowV1,
};
pub(super) use contract::{Head, RejectedV1};
pub(crate) use contract::{LineageV1, ReceiptV1};

/// Collects lineages until the [`ReportContext`] is known. Log queries, the longest part of a lineage, are written for lineages
/// with findings or for all lineages, by `detail`.
pub struct Report {
    spool: Spool,
    lineages: u64,
    detail: Detail,
}

impl Report {
    /// Returns an empty report.
    pub fn new(detail: Detail) -> Self {
        Report {
            spool: Spool::default(),
            lineages: 0,
            detail,
        }
    }
}

impl Form for Report {
    fn add(&mut self, judged: &Judged<'_>, _: &mut dyn Write) -> io::Result<()> {
        self.spool.write_all(separator(self.lineages).as_bytes())?;
        self.lineages += 1;
        let text = json_text(&lineage(judged, self.detail))?;
        self.spool.write_all(text.as_bytes())
    }

    fn end(self: Box<Self>, context: &ReportContext, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}", opening(&head(context), "lineages")?)?;
        self.spool.pour(out)?;
        write!(out, "{}],\n  \"rejected\": [", closing(self.lineages))?;
        let rejected = rejected(context);
        for (position, line) in (0..).zip(&rejected) {
            write!(out, "{}{}", separator(position), json_text(line)?)?;
        }
        writeln!(out, "{}]\n}}", closing(rejected.len() as u64))
    }
}

/// Returns the lines that could not be read, sorted by reason.
pub(super) fn rejected(context: &ReportContext) -> Vec<RejectedV1<'_>> {
    let mut rejected: Vec<_> = context.rejected.iter().map(rejected_line).collect();
    rejected.sort_by(|one, other| one.reason.cmp(other.reason));
    rejected
}

/// The greatest number of stretches, and of holes, that are listed.
const MOST_STRETCHES: usize = 10_000;

/// Returns the items that are listed, and how many others there are, if any.
fn listed<T>(mut all: impl Iterator<Item = T>) -> (Vec<T>, Option<u64>) {
    let listed = all.by_ref().take(MOST_STRETCHES).collect();
    (listed, Some(all.count() as u64).filter(|it| *it > 0))
}

/// Returns the part of the report that precedes the lineages.
pub(super) fn head(context: &ReportContext) -> Head<'_> {
    let (stretches, coverage_omitted) = listed(context.coverage.stretches());
    let coverage = stretches
        .into_iter()
        .map(|(source, scope, from, to)| StretchV1 {
            source: source.as_str(),
            scope,
            from: moment(from),
            to: moment(to),
        });
    let (holes, holes_omitted) = listed(context.coverage.holes().iter());
    let holes = holes.into_iter().map(|it| StretchV1 {
        source: it.source.as_str(),
        scope: &it.project,
        from: moment(it.from),
        to: moment(it.to),
    });
    let (from, to) = context
        .window
        .map(|(from, to)| (moment(from), moment(to)))
        .unzip();
    Head {
        version: 1,
        tool: TOOL,
        window: WindowV1 { from, to },
        coverage: coverage.collect(),
        coverage_omitted,
        holes: holes.collect(),
        holes_omitted,
        summary: summary(context),
        policy: context.policy.as_ref().map(policy),
        comparison: context.comparison.as_ref().map(comparison),
        rotations: context.rotations.iter().map(rotation).collect(),
        logs: context
            .findings
            .iter()
            .map(|it| finding(it, None, None))
            .collect(),
    }
}

fn policy(policy: &PolicyUsed) -> PolicyV1 {
    let suppression = |it: &Suppressed| SuppressionV1 {
        finding: it.suppression.finding.as_str(),
        subject: it.suppression.subject.to_string(),
        owner: it.suppression.owner.get_ref().clone(),
        reason: it.suppression.reason.get_ref().clone(),
        expires: it.suppression.expires.get_ref().to_string(),
        state: it.state(),
        findings: it.findings,
    };
    PolicyV1 {
        sha256: hex::encode(policy.hash),
        suppressions: policy.suppressions.iter().map(suppression).collect(),
    }
}

fn comparison(comparison: &Comparison) -> ComparisonV1 {
    let flip = |it: &Flip| FlipV1 {
        subject: it.subject.clone(),
        kind: it.kind,
        from: it.from.as_str(),
        to: it.to.as_str(),
        because: it.because.iter().map(|it| it.as_str()).collect(),
    };
    ComparisonV1 {
        flips: comparison.counts.values().sum(),
        lineages: comparison.flips.iter().map(flip).collect(),
    }
}

fn summary(context: &ReportContext) -> SummaryV1 {
    let of = |verdict| {
        context
            .summary
            .credentials
            .get(&verdict)
            .copied()
            .unwrap_or(0)
    };
    let counts = context.counts;
    let rejected = context.rejected_lines();
    SummaryV1 {
        credentials: context.summary.credentials.values().sum(),
        complete: of(Verdict::Complete),
        unproven: of(Verdict::Unproven),
        broken: of(Verdict::Broken),
        unclaimed_signatures: context.summary.signatures.values().sum(),
        kinds: kinds(&context.summary),
        without_authority: context.summary.without_authority.clone(),
        by: breakdown::by(&context.summary.breakdown),
        uses: context.summary.uses,
        lines: LinesV1 {
            read: counts.read,
            relevant: counts.relevant,
            irrelevant: counts
                .read
                .saturating_sub(counts.relevant)
                .saturating_sub(counts.rejected),
            duplicate: counts.duplicate,
            rejected,
            inputs_unread: Some(context.unread_inputs().count() as u64).filter(|it| *it > 0),
            body_unreadable: Some(counts.unreadable_bodies).filter(|it| *it > 0),
        },
        findings: context
            .summary
            .findings
            .iter()
            .map(|(code, count)| (code.as_str(), *count))
            .collect(),
        reported_before: context.reported_before,
    }
}

fn kinds(summary: &Summary) -> BTreeMap<&'static str, VerdictsV1> {
    let verdicts = |counts: &BTreeMap<Verdict, u64>| {
        let of = |verdict| counts.get(&verdict).copied().unwrap_or(0);
        VerdictsV1 {
            complete: of(Verdict::Complete),
            unproven: of(Verdict::Unproven),
            broken: of(Verdict::Broken),
        }
    };
    let kinds = summary.kinds_apart().into_iter();
    kinds
        .map(|(kind, counts)| (kind.as_str(), verdicts(counts)))
        .collect()
}

fn rejected_line(rejected: &Rejected) -> RejectedV1<'_> {
    let ReceiptV1 {
        place,
        offset,
        length,
        sha256,
        ..
    } = receipt(&rejected.receipt);
    RejectedV1 {
        place,
        reason: &rejected.reason,
        offset,
        length,
        sha256,
        lines: Some(rejected.lines()).filter(|it| *it > 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_stretches_and_holes_are_listed_and_the_others_counted() {
        let (items, omitted) = listed(0..MOST_STRETCHES + 3);
        assert_eq!((items.len(), omitted), (MOST_STRETCHES, Some(3)));
        assert_eq!(listed(0..MOST_STRETCHES).1, None);
    }
}
