//! Recorded scans and what they reported, so that the next scan can show which findings are new. No judgement uses this history.

use std::collections::BTreeSet;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::history::findings::Findings;
use crate::model::entry::Source;
use crate::model::identity::subject::Subject;
use crate::model::row_id::FileId;
use crate::model::window::Window;

/// The number of a recorded scan: later scans have higher numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScanId(pub i64);

impl fmt::Display for ScanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The hash of a recorded scan and of all scans before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScanHash(pub [u8; 32]);

impl fmt::Display for ScanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The newest recorded scan, with its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// The scan.
    pub scan: ScanId,
    /// The hash of the scan. Kept elsewhere, it shows later whether the scans up to this one are still those that were recorded.
    pub hash: ScanHash,
}

/// The findings that a scan reported of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObservedFindings {
    /// These findings; empty where all findings of an earlier scan are settled.
    Findings(Findings),
    /// The subject no longer exists as a subject of its own: another lineage claims the signature or credential, or it turned out
    /// to belong to none of the clusters.
    Superseded,
}

/// The record or use of a lineage that was read last, and when it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// The file that holds the record or use.
    pub file: FileId,
    /// The time of the record or use.
    pub at: Timestamp,
}

/// The findings that a scan reports of a subject, with the times and files that explain a later change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The subject.
    pub subject: Subject,
    /// The findings that the scan reports.
    pub findings: ObservedFindings,
    /// The first and the last moment of the subject's records and uses.
    pub span: (Timestamp, Timestamp),
    /// The time in which a missing record of the subject would lie.
    pub expected_window: (Timestamp, Timestamp),
    /// The record or use that was read last.
    pub evidence: Evidence,
}

/// The inputs of a scan, beside records and uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanInputs {
    /// When the scan began.
    pub began: Timestamp,
    /// The newest file in the database at that time.
    pub position: FileId,
    /// The window of the scan.
    pub window: Window,
    /// The policy, as [`crate::policy::Policy::hash`].
    pub policy: [u8; 32],
    /// The version of `credtrail`.
    pub tool: String,
    /// The logs that were out of scope.
    pub without: BTreeSet<Source>,
    /// For how long after an event its records may still arrive.
    pub settling: SignedDuration,
    /// The stretches of each log and scope that had been read.
    pub coverage: Vec<Stretch>,
}

/// A stretch of one log in one scope.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stretch {
    /// The name of the log.
    pub source: String,
    /// A project, a cluster, or `declared`.
    pub scope: String,
    /// The first moment.
    pub from: Timestamp,
    /// The last moment.
    pub to: Timestamp,
}

impl ScanInputs {
    /// Whether the scan certainly examined a subject whose records and uses span these moments.
    pub fn looked_at(&self, (first, last): (Timestamp, Timestamp)) -> bool {
        self.window.holds(first) || self.window.holds(last)
    }
}

/// Numbers of lineages by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lineages without a missing record.
    pub complete: u64,
    /// Lineages with a missing record whose log was not read.
    pub unproven: u64,
    /// Lineages with a record that is proven missing, or with records that contradict each other.
    pub broken: u64,
}

/// A recorded scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastScan {
    /// The number of the scan.
    pub id: ScanId,
    /// The inputs of the scan.
    pub basis: ScanInputs,
    /// The numbers of lineages by verdict.
    pub counts: Counts,
}

impl PastScan {
    /// Returns a scan before the first one, with the same rules and nothing read.
    pub fn before_any(&self) -> Self {
        PastScan {
            id: ScanId(0),
            basis: ScanInputs {
                position: FileId(0),
                window: Window::default(),
                coverage: Vec::new(),
                ..self.basis.clone()
            },
            counts: Counts::default(),
        }
    }
}

/// The findings of a subject from one scan until a later scan reported other findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The observation of the subject.
    pub observation: Observation,
    /// The first scan with this observation.
    pub since: ScanId,
    /// The first later scan with another observation. None: there is no such scan.
    pub until: Option<ScanId>,
}
