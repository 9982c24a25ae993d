//! A change of one subject between two scans, and why the subject changed.

use jiff::Timestamp;

use crate::history::findings::Reported;
use crate::history::recorded::ObservedFindings;
use crate::model::finding::Verdict;
use crate::model::identity::subject::Subject;

/// What a scan reported of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The scan reported nothing: the subject was complete, or not known yet.
    NotReported,
    /// The scan did not examine the subject, which lies outside of its window.
    NotLookedAt,
    /// The subject no longer exists as a subject of its own.
    Superseded,
    /// The scan reached this verdict.
    Judged(Verdict),
}

impl State {
    /// Returns the word for the state in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            State::NotReported => "not-reported",
            State::NotLookedAt => "not-looked-at",
            State::Superseded => "moot",
            State::Judged(verdict) => verdict.as_str(),
        }
    }

    pub(super) fn of(observed: &ObservedFindings) -> Self {
        match observed {
            ObservedFindings::Findings(findings) => State::Judged(findings.verdict()),
            ObservedFindings::Superseded => State::Superseded,
        }
    }
}

/// The kind of a change, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// The subject is broken, and was not.
    Broken,
    /// The subject is unproven, and was neither unproven nor broken.
    Unproven,
    /// The findings of the subject are others.
    Changed,
    /// The subject was broken or unproven, and is no longer.
    Resolved,
    /// The later scan did not examine the subject.
    NotLookedAt,
}

impl ChangeKind {
    /// All kinds.
    pub const ALL: [ChangeKind; 5] = [
        ChangeKind::Broken,
        ChangeKind::Unproven,
        ChangeKind::Changed,
        ChangeKind::Resolved,
        ChangeKind::NotLookedAt,
    ];

    /// All kinds of changes of a subject that the later scan examined.
    pub const CHANGED: [ChangeKind; 4] = [
        ChangeKind::Broken,
        ChangeKind::Unproven,
        ChangeKind::Changed,
        ChangeKind::Resolved,
    ];

    /// Returns the word for the kind in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Broken => "broken",
            ChangeKind::Unproven => "unproven",
            ChangeKind::Changed => "changed",
            ChangeKind::Resolved => "resolved",
            ChangeKind::NotLookedAt => "not-looked-at",
        }
    }
}

/// A possible reason of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A record or use of the lineage was read since, and is so old that it should have arrived before the earlier scan.
    LateRecord,
    /// A record or use of the lineage was read since.
    NewEvidence,
    /// More was read of a log in which the lineage's missing records would lie.
    CoverageGrew,
    /// Less was read of a log in which the lineage's missing records would lie.
    CoverageShrank,
    /// The time in which the lineage's records might still arrive is over.
    Settled,
    /// Other logs are out of scope.
    ScopeChanged,
    /// The policy has changed.
    PolicyChanged,
    /// Another version of `credtrail` made the later scan.
    ToolChanged,
    /// Other entries were read since: records of other lineages, or lines that could not be read.
    OtherEvidence,
    /// No reason is known.
    Unexplained,
}

impl Reason {
    /// Returns the word for the reason in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::LateRecord => "late-record",
            Reason::NewEvidence => "new-evidence",
            Reason::CoverageGrew => "coverage-grew",
            Reason::CoverageShrank => "coverage-shrank",
            Reason::Settled => "settled",
            Reason::ScopeChanged => "scope-changed",
            Reason::PolicyChanged => "policy-changed",
            Reason::ToolChanged => "tool-changed",
            Reason::OtherEvidence => "other-evidence",
            Reason::Unexplained => "unexplained",
        }
    }
}

/// The change of one subject between two scans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The subject.
    pub subject: Subject,
    /// What the earlier scan reported of the subject.
    pub before: State,
    /// What the later scan reported of the subject.
    pub after: State,
    /// Findings of the later scan that the earlier scan did not report.
    pub appeared: Vec<Reported>,
    /// Findings of the earlier scan that the later scan did not report.
    pub disappeared: Vec<Reported>,
    /// The possible reasons, the likeliest first.
    pub reasons: Vec<Reason>,
    /// The time of the lineage's newest record or use, where it was read since the earlier scan.
    pub evidence: Option<Timestamp>,
}

impl Change {
    /// Returns the kind of the change.
    pub fn kind(&self) -> ChangeKind {
        let bad = |state| matches!(state, State::Judged(Verdict::Unproven | Verdict::Broken));
        match self.after {
            State::NotLookedAt => ChangeKind::NotLookedAt,
            State::Judged(Verdict::Broken) if self.before != self.after => ChangeKind::Broken,
            State::Judged(Verdict::Unproven) if !bad(self.before) => ChangeKind::Unproven,
            after if bad(self.before) && !bad(after) => ChangeKind::Resolved,
            _ => ChangeKind::Changed,
        }
    }
}
