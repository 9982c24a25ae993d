//! What changed from one recorded scan to a later one, and why.
//!
//! What each scan reported is certain, the reason of a change is not always: every change of the inputs that can be the reason is
//! named, new evidence of the lineage itself first. A subject that one of the scans did not examine is never called resolved.

mod change;
mod listing;
mod search;
mod stretches;

use crate::history::recorded::Version;
use crate::history::recorded::{Evidence, PastScan};
pub use change::{Change, ChangeKind, Reason, State};
pub use listing::Changes;
pub use search::ChangeSearch;

/// A recorded scan and a later one.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'p> {
    /// The earlier scan.
    pub before: &'p PastScan,
    /// The later scan.
    pub after: &'p PastScan,
}

impl Pair<'_> {
    fn state_before(self, before: Option<&Version>, after: &Version) -> State {
        let was_there = !self.came_since(after.observation.evidence);
        match before {
            Some(version) => State::of(&version.observation.findings),
            None if was_there && !self.before.basis.looked_at(after.observation.span) => {
                State::NotLookedAt
            }
            None => State::NotReported,
        }
    }

    /// Returns the state in the later scan. A version of a scan in between is valid for the later scan if the later scan examined
    /// the subject.
    fn state_after(self, after: &Version) -> State {
        if after.since == self.after.id || self.after.basis.looked_at(after.observation.span) {
            State::of(&after.observation.findings)
        } else {
            State::NotLookedAt
        }
    }

    fn came_since(self, evidence: Evidence) -> bool {
        evidence.file > self.before.basis.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::recorded::{
        Counts, Observation, ObservedFindings, ScanId, ScanInputs, Stretch,
    };
    use crate::model::identifier::ToBeSigned;
    use crate::model::identity::subject::Subject;
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
            findings: ObservedFindings::Findings(
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
        let mut search = ChangeSearch::of(Pair { before, after });
        assert_eq!(search.add(version), None);
        let change = search.end().expect("a change");
        assert_eq!(change.kind(), ChangeKind::Broken);
        change.reasons
    }

    #[test]
    fn of_many_changes_the_first_are_kept_and_all_are_counted() {
        let (one, two) = (scan(1, 10), scan(2, 11));
        let mut search = ChangeSearch::of(Pair {
            before: &one,
            after: &two,
        });
        let mut changes = Changes::at_most(3);
        for number in 0..200 {
            let mut version = broken(2, 9);
            version.observation.subject = Subject::Signature(ToBeSigned::Sha256([number; 32]));
            search
                .add(version)
                .into_iter()
                .for_each(|it| changes.add(it));
        }
        search.end().into_iter().for_each(|it| changes.add(it));
        assert_eq!(changes.count(ChangeKind::Broken), 200);
        let first = [0, 1, 2].map(|number| Subject::Signature(ToBeSigned::Sha256([number; 32])));
        let kept = changes.of(ChangeKind::Broken).iter();
        let kept: Vec<&Subject> = kept.map(|it| &it.subject).collect();
        assert_eq!(kept, Vec::from_iter(&first));
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
