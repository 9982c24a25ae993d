//! The memory of a scan: compares the findings on each lineage with the findings that earlier scans recorded and that are still open.

use jiff::Timestamp;

use crate::history::findings::{Findings, Reported, Suppressed};
use crate::history::open_findings::OpenFindings;
use crate::history::recorded::{Evidence, Observation, ObservedFindings, ScanInputs, Stretch};
use crate::judge::context::{Judge, Moment};
use crate::model::entry::Source;
use crate::model::finding::{Finding, Weight};
use crate::model::identifier::CredentialId;
use crate::model::identity::subject::Subject;
use crate::model::row_id::FileId;
use crate::model::window::Window;
use crate::scan::Judged;

/// Whether a lineage has a finding that no earlier scan reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Novelty {
    /// The lineage has such a finding.
    New,
    /// Earlier scans reported all findings on the lineage.
    Known,
}

/// The open findings of earlier scans, and what one scan found beyond them.
#[derive(Debug, Default)]
pub struct ScanMemory {
    open: OpenFindings,
    reported_before: u64,
    heaviest: Option<Weight>,
}

impl ScanMemory {
    /// A memory of the findings that are open before the scan.
    pub fn of(open: OpenFindings) -> Self {
        ScanMemory {
            open,
            ..ScanMemory::default()
        }
    }

    /// The open findings, for a caller that adds to them.
    pub fn open_findings(&mut self) -> &mut OpenFindings {
        &mut self.open
    }

    /// Compares a lineage with the open findings on its subject. The observation is what the scan has to record: None where the findings
    /// are the same as before. A lineage without findings costs one lookup, and a scan without open findings none.
    pub fn compare(
        &mut self,
        judged: &Judged<'_>,
        judge: &Judge,
    ) -> (Novelty, Option<Observation>) {
        let nothing = Findings::default();
        let before = self.open.see(&judged.lineage.subject);
        if before.is_none() && judged.findings.is_empty() {
            return (Novelty::Known, None);
        }
        let findings = reported(judged);
        let before = before.unwrap_or(&nothing);
        let new = findings.news(before);
        let is_changed = findings != *before;
        let unsuppressed = new.iter().filter(|it| it.suppressed == Suppressed::No);
        self.heaviest = self.heaviest.max(unsuppressed.map(|it| it.weight).max());
        let novelty = if new.is_empty() {
            self.reported_before += u64::from(!judged.findings.is_empty());
            Novelty::Known
        } else {
            Novelty::New
        };
        let observation = is_changed.then(|| observation(judged, findings, judge));
        (novelty, observation)
    }

    /// The findings that earlier scans reported on a subject and left open.
    pub fn before(&self, subject: &Subject) -> Option<&Findings> {
        self.open.of(subject)
    }

    /// The number of lineages with findings all of which earlier scans reported.
    pub fn reported_before(&self) -> u64 {
        self.reported_before
    }

    /// The weight of the heaviest finding that no earlier scan reported and no suppression covers.
    pub fn heaviest_news(&self) -> Option<Weight> {
        self.heaviest
    }

    /// The credentials with open findings of earlier scans.
    pub fn credentials(&self) -> impl Iterator<Item = &CredentialId> {
        self.open.credentials()
    }

    /// Observations that mark open findings as superseded: the scan did not meet the subjects of these findings, although the scan looked
    /// at the time of the subjects.
    pub fn moot<'m>(&'m self, basis: &'m ScanInputs) -> impl Iterator<Item = Observation> + 'm {
        self.open.moot(basis)
    }
}

/// The findings on a lineage as the database records them: without messages and receipts.
fn reported(judged: &Judged<'_>) -> Findings {
    let reported = |(position, it): (usize, &Finding)| Reported {
        weight: it.weight,
        code: it.code,
        stage: it.stage,
        suppressed: match judged.suppressed_by.contains_key(&position) {
            true => Suppressed::Yes,
            false => Suppressed::No,
        },
    };
    judged.findings.iter().enumerate().map(reported).collect()
}

/// The observation that a scan records of a lineage: its findings, the time that the lineage spans, and the newest record behind it.
fn observation(judged: &Judged<'_>, findings: Findings, judge: &Judge) -> Observation {
    let evidence = evidence(judged);
    let unknown = Evidence {
        file: FileId(0),
        at: Timestamp::UNIX_EPOCH,
    };
    let newest = evidence.iter().max().copied().unwrap_or(unknown);
    let uses = judged.lineage.uses().into_iter();
    let uses = uses.flat_map(|it| [it.first.0, it.last.0]);
    let times = || evidence.iter().map(|it| it.at).chain(uses.clone());
    let first = times().min().unwrap_or(newest.at);
    let span = (first, times().max().unwrap_or(first));
    Observation {
        subject: judged.lineage.subject.clone(),
        findings: ObservedFindings::Findings(findings),
        span,
        expected_window: judge.time_of_issuance(&judged.lineage).unwrap_or(span),
        evidence: newest,
    }
}

/// The records and uses that the findings can rest on: all records, the first use, and the last use where a finding names the last use.
fn evidence(judged: &Judged<'_>) -> Vec<Evidence> {
    let records = judged.lineage.records().into_iter().map(|it| Evidence {
        file: it.file,
        at: it.entry.at,
    });
    let mut evidence: Vec<Evidence> = records.collect();
    if let Some(uses) = judged.lineage.uses() {
        let (first, last) = uses.files;
        let at = uses.first.0;
        evidence.push(Evidence { file: first, at });
        let names_last = |it: &Finding| it.receipts.contains(&uses.last.1);
        if judged.findings.iter().any(names_last) {
            let at = uses.last.0;
            evidence.push(Evidence { file: last, at });
        }
    }
    evidence
}

impl ScanInputs {
    /// The inputs of a scan by this judge. `position` is the number of the last file that was read before the judge was made.
    pub fn of(judge: &Judge, window: Window, position: FileId) -> Self {
        let stretch = |(source, scope, from, to): (Source, &str, Timestamp, Timestamp)| Stretch {
            source: source.to_string(),
            scope: scope.to_owned(),
            from,
            to,
        };
        let began = match judge.moment {
            Moment::Now(now) => now,
            Moment::Afterwards => Timestamp::MAX,
        };
        ScanInputs {
            began,
            position,
            window,
            policy: judge.expectations.policy.hash(),
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            without: judge.without.clone(),
            settling: judge.tolerance().settling,
            coverage: judge.coverage.stretches().map(stretch).collect(),
        }
    }
}
