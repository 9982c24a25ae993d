//! What scans reported, so that the next one can tell what is new. This is history: nothing is judged from it.

use std::collections::BTreeSet;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::history::findings::Findings;
use crate::model::entry::Source;
use crate::model::receipt::FileNumber;
use crate::model::subject::Subject;
use crate::model::window::Window;

/// Number of a recorded scan: later ones have higher numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScanId(pub i64);

impl fmt::Display for ScanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a scan said of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObservedFindings {
    /// These findings; none, where findings of an earlier scan are settled.
    Findings(Findings),
    /// It is no subject any more: another lineage claims it, or it turned out to be a stranger's.
    Superseded,
}

/// The record or use of a lineage that became known last, and when it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The file it came with.
    pub file: FileNumber,
    /// When it was written.
    pub at: Timestamp,
}

/// What a scan has to say of a subject, with what tells why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The subject.
    pub subject: Subject,
    /// What is said.
    pub said: ObservedFindings,
    /// The first and the last moment that its records and uses speak of.
    pub span: (Timestamp, Timestamp),
    /// Where a missing record of it would stand.
    pub expected_window: (Timestamp, Timestamp),
    /// What became known last.
    pub evidence: Evidence,
}

/// What a judgement rested on, beside the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanInputs {
    /// When it was made.
    pub began: Timestamp,
    /// The newest file that was there then.
    pub position: FileNumber,
    /// What was looked at.
    pub window: Window,
    /// [`crate::policy::Policy::hash`]
    pub policy: [u8; 32],
    /// Version of this program.
    pub tool: String,
    /// Logs out of scope.
    pub without: BTreeSet<Source>,
    /// For how long records may be on their way.
    pub settling: SignedDuration,
    /// Which stretch of which log and scope had been read.
    pub coverage: Vec<Stretch>,
}

/// A stretch of one log in one scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stretch {
    /// Name of the log.
    pub source: String,
    /// A project, a cluster, or `declared`.
    pub scope: String,
    /// The first moment.
    pub from: Timestamp,
    /// The last moment.
    pub to: Timestamp,
}

impl ScanInputs {
    /// Whether a scan of this window surely looked at what has records or uses at both of these moments.
    pub fn looked_at(&self, (first, last): (Timestamp, Timestamp)) -> bool {
        self.window.holds(first) || self.window.holds(last)
    }
}

/// Lineages of any kind by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Nothing is missing.
    pub complete: u64,
    /// Something is, and nobody looked where it would be.
    pub unproven: u64,
    /// Something is, or records contradict each other.
    pub broken: u64,
}

/// A scan that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastScan {
    /// Its number.
    pub id: ScanId,
    /// What it rested on.
    pub basis: ScanInputs,
    /// What came of it.
    pub counts: Counts,
}

impl PastScan {
    /// The scan before the first one: by the same rules, with nothing read.
    pub fn before_any(&self) -> Self {
        PastScan {
            id: ScanId(0),
            basis: ScanInputs {
                position: 0,
                window: Window::default(),
                coverage: Vec::new(),
                ..self.basis.clone()
            },
            counts: Counts::default(),
        }
    }
}

/// What was reported of a subject from one scan until another said something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What was observed.
    pub observation: Observation,
    /// The first scan that said so.
    pub since: ScanId,
    /// The first that did not any more.
    pub until: Option<ScanId>,
}
