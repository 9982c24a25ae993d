//! From the lineages of a scan to its reports and its record.

use std::collections::VecDeque;

use credtrail::history::findings::{Findings, Resolved};
use credtrail::history::recorded::{Observation, ObservedFindings};
use credtrail::judge::context::Judge;
use credtrail::scan::comparison::Comparison;
use credtrail::scan::{Judged, Viewer};

use super::cannot_write;
use super::history::{Recording, ReportInclusion};
use super::outputs::Outputs;
use crate::command::failure::WithMessage;

/// Takes the lineages of a scan.
pub struct Reporting<'s, 'l> {
    /// The record of the scan.
    pub recording: &'s mut Recording,
    /// The reports.
    pub outputs: &'s mut Outputs<'l>,
    /// What the lineages are judged by.
    pub judge: &'s Judge,
    /// The comparison with another policy, and what the lineages are judged by with that.
    pub comparison: Option<(&'s mut Comparison, &'s Judge)>,
    /// Whether the lineages that are not shown yet go into the report.
    pub inclusions: VecDeque<ReportInclusion>,
}

impl Viewer<anyhow::Error> for Reporting<'_, '_> {
    fn wants_lines(&mut self, judged: &Judged<'_>) -> anyhow::Result<bool> {
        let inclusion = self.recording.take(judged, self.judge)?;
        let is_reported = inclusion == ReportInclusion::Yes;
        self.inclusions.push_back(inclusion);
        Ok(is_reported)
    }

    fn show(&mut self, judged: &Judged<'_>) -> anyhow::Result<()> {
        if let Some((comparison, other)) = &mut self.comparison {
            comparison.add(judged, other);
        }
        let before = |subject| self.recording.before(subject);
        match self.inclusions.pop_front() {
            Some(ReportInclusion::Yes) => self
                .outputs
                .add(judged, before(&judged.lineage.subject))
                .with_message(cannot_write),
            Some(ReportInclusion::Resolved(now)) => {
                resolve(&now, before(&now.subject), self.outputs)
            }
            Some(ReportInclusion::No) | None => Ok(()),
        }
    }
}

/// Adds to the reports which findings of earlier scans on a subject are not found any more.
pub fn resolve(
    observed: &Observation,
    before: Option<&Findings>,
    outputs: &mut Outputs,
) -> anyhow::Result<()> {
    let nothing = Findings::default();
    let resolved = Resolved {
        subject: &observed.subject,
        before: before.unwrap_or(&nothing),
        now: match &observed.findings {
            ObservedFindings::Findings(now) => now,
            ObservedFindings::Superseded => &nothing,
        },
        span: observed.span,
    };
    outputs.resolve(resolved).with_message(cannot_write)
}
