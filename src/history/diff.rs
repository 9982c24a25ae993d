//! What changed from one recorded scan to a later one, and why.
//!
//! What each scan reported is certain, the reason of a change is not always: every change of the inputs that can be the reason is
//! named, new evidence of the lineage itself first. A subject that one of the scans did not examine is never called resolved.

mod change;
mod stretches;

use std::collections::BTreeMap;

use self::stretches::Stretches;
use crate::history::findings::{Findings, Reported};
use crate::history::recorded::Version;
use crate::history::recorded::{Evidence, Observation, ObservedFindings, PastScan};
use crate::model::entry::Source;
use crate::model::identity::subject::Subject;
use crate::model::time::{earlier, later};
pub use change::{Change, ChangeKind, Reason, State};

/// A recorded scan and a later one.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'p> {
    /// The earlier scan.
    pub before: &'p PastScan,
    /// The later scan.
    pub after: &'p PastScan,
}

/// The changes of a pair of scans.
#[derive(Debug, Default)]
pub struct Changes {
    /// The worst first, then by subject; of each kind as many as were asked for.
    pub listed: Vec<Change>,
    counts: BTreeMap<ChangeKind, u64>,
}

impl Changes {
    /// How many changes are of a kind, listed or not.
    pub fn count(&self, kind: ChangeKind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or_default()
    }
}

/// A search for the changes of a pair of scans.
pub struct ChangeSearch<'p> {
    pair: Pair<'p>,
    read_before: Stretches<'p>,
    read_after: Stretches<'p>,
    /// The most changes of one kind that are listed.
    most: usize,
    current: Option<Subject>,
    before: Option<Version>,
    after: Option<Version>,
    found: BTreeMap<ChangeKind, BTreeMap<Subject, Change>>,
    counts: BTreeMap<ChangeKind, u64>,
}

impl<'p> ChangeSearch<'p> {
    /// Begins a search, of which so many changes of each kind are listed.
    pub fn of(pair: Pair<'p>, most: usize) -> Self {
        ChangeSearch {
            pair,
            read_before: Stretches::of(&pair.before.basis.coverage),
            read_after: Stretches::of(&pair.after.basis.coverage),
            most,
            current: None,
            before: None,
            after: None,
            found: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    /// Takes what scans reported of a subject. Those of one subject come one after the other.
    pub fn add(&mut self, version: Version) {
        if self.current.as_ref() != Some(&version.observation.subject) {
            self.end_subject();
            self.current = Some(version.observation.subject.clone());
        }
        let stood = |scan: &PastScan| {
            version.since <= scan.id && version.until.is_none_or(|until| until > scan.id)
        };
        let (before, after) = (stood(self.pair.before), stood(self.pair.after));
        if before {
            self.before = Some(version);
        } else if after {
            self.after = Some(version);
        }
    }

    fn end_subject(&mut self) {
        let (before, after) = (self.before.take(), self.after.take());
        let subject = self.current.take();
        let change = subject.zip(after);
        let Some(change) = change.and_then(|(subject, after)| self.change(subject, before, after))
        else {
            return;
        };
        let kind = change.kind();
        *self.counts.entry(kind).or_default() += 1;
        let found = self.found.entry(kind).or_default();
        found.insert(change.subject.clone(), change);
        if found.len() > self.most {
            found.pop_last();
        }
    }

    /// Ends the search.
    pub fn end(mut self) -> Changes {
        self.end_subject();
        let found = self.found.into_values();
        Changes {
            listed: found.flat_map(BTreeMap::into_values).collect(),
            counts: self.counts,
        }
    }
}

impl ChangeSearch<'_> {
    /// Returns the change of a subject; None where both scans reported the same.
    fn change(&self, subject: Subject, before: Option<Version>, after: Version) -> Option<Change> {
        let nothing = ObservedFindings::Findings(Findings::default());
        let said_before = before.as_ref().map_or(&nothing, |it| &it.observation.said);
        if *said_before == after.observation.said {
            return None;
        }
        let (old, new) = (findings(said_before), findings(&after.observation.said));
        let (appeared, disappeared) = (new.beyond(&old), old.beyond(&new));
        let changed: Vec<Reported> = appeared.iter().chain(&disappeared).copied().collect();
        let reasons = self.reasons(&after.observation, &changed);
        let pair = self.pair;
        let evidence = Some(after.observation.evidence).filter(|it| pair.came_since(*it));
        Some(Change {
            subject,
            before: pair.state_before(before.as_ref(), &after),
            after: pair.state_after(&after),
            appeared,
            disappeared,
            reasons,
            evidence: evidence.map(|it| it.at),
        })
    }

    fn reasons(&self, observation: &Observation, changed: &[Reported]) -> Vec<Reason> {
        let (before, after) = (&self.pair.before.basis, &self.pair.after.basis);
        let mut reasons = Vec::new();
        let mut add = |reason, holds: bool| reasons.extend(holds.then_some(reason));
        let came = self.pair.came_since(observation.evidence);
        let is_late = observation.evidence.at < earlier(before.began, before.settling);
        add(Reason::LateRecord, came && is_late);
        add(Reason::NewEvidence, came && !is_late);
        let sources = sources(changed);
        let (old, new) = (&self.read_before, &self.read_after);
        let expected = observation.expected_window;
        let grew = new.are_beyond(old, &sources, expected);
        add(Reason::CoverageGrew, grew);
        let shrank = old.are_beyond(new, &sources, expected);
        add(Reason::CoverageShrank, shrank);
        let settled = later(observation.expected_window.1, after.settling);
        add(
            Reason::Settled,
            before.began < settled && settled <= after.began,
        );
        add(Reason::ScopeChanged, before.without != after.without);
        add(Reason::PolicyChanged, before.policy != after.policy);
        add(Reason::ToolChanged, before.tool != after.tool);
        if reasons.is_empty() {
            let more = after.position > before.position;
            let reason = if more {
                Reason::OtherEvidence
            } else {
                Reason::Unexplained
            };
            reasons.push(reason);
        }
        reasons
    }
}

impl Pair<'_> {
    fn state_before(self, before: Option<&Version>, after: &Version) -> State {
        let was_there = !self.came_since(after.observation.evidence);
        match before {
            Some(version) => State::of(&version.observation.said),
            None if was_there && !self.before.basis.looked_at(after.observation.span) => {
                State::NotLookedAt
            }
            None => State::NotReported,
        }
    }

    /// Returns the state in the later scan. A version of a scan in between holds for the later scan if the later scan examined
    /// the subject.
    fn state_after(self, after: &Version) -> State {
        if after.since == self.after.id || self.after.basis.looked_at(after.observation.span) {
            State::of(&after.observation.said)
        } else {
            State::NotLookedAt
        }
    }

    fn came_since(self, evidence: Evidence) -> bool {
        evidence.file > self.before.basis.position
    }
}

fn findings(said: &ObservedFindings) -> Findings {
    match said {
        ObservedFindings::Findings(findings) => findings.clone(),
        ObservedFindings::Superseded => Findings::default(),
    }
}

/// Returns the logs that the findings concern; all logs where a finding names none.
fn sources(findings: &[Reported]) -> Vec<&'static str> {
    let stages: Option<Vec<Source>> = findings.iter().map(|it| it.stage).collect();
    let stages = stages.filter(|it| !it.is_empty());
    let stages = stages.unwrap_or_else(|| Source::LOGS.to_vec());
    stages.into_iter().map(Source::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::recorded::{Counts, ScanId, ScanInputs, Stretch};
    use crate::model::identifier::ToBeSigned;
    use crate::model::row_id::FileId;
    use crate::model::window::Window;
    use jiff::{SignedDuration, Timestamp};

    fn hour(hour: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + hour * 3600).expect("a moment")
    }

    /// Returns the scan of an hour, which found as many files as its number.
    fn scan(id: i64, began: i64) -> PastScan {
        let basis = ScanInputs {
            began: hour(began),
            position: FileId(id),
            window: Window::default(),
            policy: [0; 32],
            tool: "0.1.0".to_owned(),
            without: [].into(),
            settling: SignedDuration::from_hours(3),
            coverage: Vec::new(),
        };
        let counts = Counts::default();
        let id = ScanId(id);
        PastScan { id, basis, counts }
    }

    /// Returns a break that the second scan observed, with evidence that came with this file and was written in this hour.
    fn broken(file: i64, at: i64) -> Version {
        let observation = Observation {
            subject: Subject::Signature(ToBeSigned::Sha256([7; 32])),
            said: ObservedFindings::Findings(
                "unclaimed-signature:break:gke".parse().expect("findings"),
            ),
            span: (hour(at), hour(at)),
            expected_window: (hour(at), hour(at)),
            evidence: Evidence {
                file: FileId(file),
                at: hour(at),
            },
        };
        Version {
            observation,
            since: ScanId(2),
            until: None,
        }
    }

    fn reasons(before: &PastScan, after: &PastScan, version: Version) -> Vec<Reason> {
        let mut search = ChangeSearch::of(Pair { before, after }, 1);
        search.add(version);
        let changes = search.end().listed;
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].kind(), ChangeKind::Broken);
        changes[0].reasons.clone()
    }

    #[test]
    fn of_many_changes_the_first_are_kept_and_all_are_counted() {
        let (one, two) = (scan(1, 10), scan(2, 11));
        let pair = Pair {
            before: &one,
            after: &two,
        };
        for (most, kept) in [(3, 3), (usize::MAX, 200)] {
            let mut search = ChangeSearch::of(pair, most);
            for number in (0..200).rev() {
                let mut version = broken(2, 9);
                version.observation.subject = Subject::Signature(ToBeSigned::Sha256([number; 32]));
                search.add(version);
            }
            let changes = search.end();
            assert_eq!(changes.count(ChangeKind::Broken), 200);
            assert_eq!(changes.listed.len(), kept);
            let first = Subject::Signature(ToBeSigned::Sha256([0; 32]));
            assert_eq!(changes.listed[0].subject, first);
        }
    }

    #[test]
    fn what_came_since_is_new_or_late() {
        let (one, two) = (scan(1, 10), scan(2, 11));
        assert_eq!(reasons(&one, &two, broken(2, 9)), [Reason::NewEvidence]);
        assert_eq!(reasons(&one, &two, broken(2, 6)), [Reason::LateRecord]);
    }

    #[test]
    fn time_alone_can_settle_it() {
        let (one, two) = (scan(1, 10), scan(2, 11));
        assert_eq!(reasons(&one, &two, broken(1, 8)), [Reason::Settled]);
    }

    #[test]
    fn what_is_not_of_the_lineage_is_the_last_reason() {
        let (one, mut two) = (scan(1, 10), scan(2, 11));
        assert_eq!(reasons(&one, &two, broken(1, 2)), [Reason::OtherEvidence]);
        two.basis.position = FileId(1);
        assert_eq!(reasons(&one, &two, broken(1, 2)), [Reason::Unexplained]);
        two.basis.tool = "0.2.0".to_owned();
        two.basis.policy = [1; 32];
        let both = [Reason::PolicyChanged, Reason::ToolChanged];
        assert_eq!(reasons(&one, &two, broken(1, 2)), both);
    }

    #[test]
    fn coverage_counts_where_the_record_would_stand() {
        let stretch = |source: &str, to| Stretch {
            source: source.to_owned(),
            scope: "projects/p".to_owned(),
            from: hour(0),
            to: hour(to),
        };
        let (mut one, mut two) = (scan(1, 10), scan(2, 11));
        (one.basis.coverage, two.basis.coverage) =
            (vec![stretch("gke", 1)], vec![stretch("gke", 9)]);
        assert_eq!(reasons(&one, &two, broken(1, 2)), [Reason::CoverageGrew]);
        assert_eq!(reasons(&one, &two, broken(1, 1)), [Reason::OtherEvidence]);
        two.basis.coverage = vec![stretch("gke", 1), stretch("kms", 9)];
        assert_eq!(
            reasons(&one, &two, broken(1, 2)),
            [Reason::OtherEvidence],
            "another log"
        );
        two.basis.coverage = Vec::new();
        assert_eq!(reasons(&one, &two, broken(1, 1)), [Reason::CoverageShrank]);
    }
}
