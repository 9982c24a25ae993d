//! A scan's memory: compares each lineage with what stands of it from the scans before.

use jiff::Timestamp;

use crate::history::findings::{Answered, Findings, Reported};
use crate::history::open_findings::OpenFindings;
use crate::history::recorded::{Evidence, Observation, ObservedFindings, ScanInputs, Stretch};
use crate::judge::context::{Judge, Moment};
use crate::model::entry::Source;
use crate::model::finding::{Finding, Weight};
use crate::model::identifier::CredentialId;
use crate::model::receipt::FileNumber;
use crate::model::window::Window;
use crate::scan::Judged;

/// Whether there is anything in a lineage that was not reported before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Novelty {
    /// There is.
    Some,
    /// There is not.
    None,
}

/// What a scan notices, compared with what stands.
#[derive(Debug, Default)]
pub struct ScanMemory {
    standing: OpenFindings,
    reported_before: u64,
    heaviest: Option<Weight>,
}

impl ScanMemory {
    /// A memory of what stands.
    pub fn of(standing: OpenFindings) -> Self {
        ScanMemory {
            standing,
            ..ScanMemory::default()
        }
    }

    /// Compares a lineage with what stands of it. A clean one costs no more than one look, and none where nothing stands.
    pub fn compare(
        &mut self,
        judged: &Judged<'_>,
        judge: &Judge,
    ) -> (Novelty, Option<Observation>) {
        let nothing = Findings::default();
        let stood = self.standing.see(&judged.lineage.subject);
        if stood.is_none() && judged.findings.is_empty() {
            return (Novelty::None, None);
        }
        let findings = reported(judged);
        let stood = stood.unwrap_or(&nothing);
        let fresh = findings.news(stood);
        let is_changed = findings != *stood;
        let open = fresh.iter().filter(|it| it.answered == Answered::No);
        self.heaviest = self.heaviest.max(open.map(|it| it.weight).max());
        let news = if fresh.is_empty() {
            self.reported_before += u64::from(!judged.findings.is_empty());
            Novelty::None
        } else {
            Novelty::Some
        };
        let observation = is_changed.then(|| observation(judged, findings, judge));
        (news, observation)
    }

    /// Lineages with findings, all of which were reported before.
    pub fn reported_before(&self) -> u64 {
        self.reported_before
    }

    /// The heaviest finding that was not reported before and that nobody answers for.
    pub fn heaviest_news(&self) -> Option<Weight> {
        self.heaviest
    }

    /// The credentials of which something stands.
    pub fn credentials(&self) -> impl Iterator<Item = &CredentialId> {
        self.standing.credentials()
    }

    /// Subjects of which findings stand, and which this scan must have met if there still were such subjects.
    pub fn moot<'m>(&'m self, basis: &'m ScanInputs) -> impl Iterator<Item = Observation> + 'm {
        self.standing.moot(basis)
    }
}

/// What the findings of a lineage come down to.
fn reported(judged: &Judged<'_>) -> Findings {
    let reported = |(position, it): (usize, &Finding)| Reported {
        weight: it.weight,
        code: it.code,
        stage: it.stage,
        answered: match judged.suppressed_by.contains_key(&position) {
            true => Answered::Yes,
            false => Answered::No,
        },
    };
    judged.findings.iter().enumerate().map(reported).collect()
}

/// What a scan has to say of a lineage.
fn observation(judged: &Judged<'_>, findings: Findings, judge: &Judge) -> Observation {
    let evidence = evidence(judged);
    let unknown = Evidence {
        file: 0,
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
        said: ObservedFindings::Findings(findings),
        span,
        expected_window: judge.time_of_issuance(&judged.lineage).unwrap_or(span),
        evidence: newest,
    }
}

/// What the findings can rest on: all records, the first use, and the last one where a finding names it.
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
    /// What this judge rests on. `position` was taken before the judge was made.
    pub fn of(judge: &Judge, window: Window, position: FileNumber) -> Self {
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
