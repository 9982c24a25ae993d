//! Reports: one file a form. A printer prints; nothing is decided here.

pub mod ancestry;
pub mod csv;
pub mod diff;
pub mod graph;
pub mod json;
pub mod junit;
pub mod ndjson;
pub mod ocsf;
pub mod package;
pub mod prometheus;
pub mod reach;
pub mod rotation;
pub mod sarif;
mod spool;
pub mod text;

use std::io::{self, Write};

use jiff::Timestamp;

use crate::coverage::intervals::Coverage;
use crate::model::entry::Source;
use crate::model::finding::Finding;
use crate::policy::Policy;
use crate::policy::expectations::Expectations;
use crate::policy::suppression::{State, Suppression};
use crate::scan::comparison::Comparison;
use crate::scan::{Judged, Selection, Summary};
use crate::store::read::ledger::{FileRead, Rejected};
use crate::store::write::load::Counts;
use crate::trace::rotation::Rotation;

/// A report in one form: lineages come one by one, then everything else.
pub trait Form {
    /// Which lineages it takes notice of.
    fn wanted(&self) -> Selection {
        Selection::All
    }

    /// Takes one lineage, and writes what can be written now.
    ///
    /// # Errors
    /// Those of `out` and of temporary files.
    fn add(&mut self, judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Writes what is left.
    ///
    /// # Errors
    /// Those of `out` and of temporary files.
    fn end(self: Box<Self>, frame: &ReportContext, out: &mut dyn Write) -> io::Result<()>;
}

/// The program and its version, as JSON reports name it.
pub(crate) const TOOL: &str = concat!("credtrail ", env!("CARGO_PKG_VERSION"));

/// Everything of a report but its lineages.
#[derive(Debug)]
pub struct ReportContext {
    /// From when to when; None where nothing was read.
    pub window: Option<(Timestamp, Timestamp)>,
    /// What was read.
    pub coverage: Coverage,
    /// Numbers of lineages.
    pub summary: Summary,
    /// Numbers of lines.
    pub counts: Counts,
    /// Lines that could not be read.
    pub rejected: Vec<Rejected>,
    /// Files that were read, in that order.
    pub files: Vec<FileRead>,
    /// Logs of which nothing was read for the window.
    pub unread: Vec<Source>,
    /// What there is to say against the logs themselves.
    pub findings: Vec<Finding>,
    /// The policy, where there is one.
    pub policy: Option<PolicyUsed>,
    /// What another policy would change.
    pub comparison: Option<Comparison>,
    /// Lineages that are not shown since all their findings were reported before; None where that makes no difference.
    pub reported_before: Option<u64>,
    /// Rotation histories of workload identities that were asked for.
    pub rotations: Vec<Rotation>,
}

/// The policy that a report was made by.
#[derive(Debug, Clone)]
pub struct PolicyUsed {
    /// SHA-256 of what it says.
    pub hash: [u8; 32],
    /// Its suppressions with what became of them, in its order.
    pub suppressions: Vec<Suppressed>,
}

impl PolicyUsed {
    /// None for the empty policy, which says nothing.
    pub fn of(expectations: &Expectations, summary: &Summary) -> Option<Self> {
        let Expectations { policy, active, .. } = expectations;
        let suppressed = |(position, suppression): (usize, &Suppression)| Suppressed {
            suppression: suppression.clone(),
            state: if active.contains(&position) {
                State::Active
            } else {
                State::Expired
            },
            findings: summary.suppressed.get(&position).copied().unwrap_or(0),
        };
        (*policy != Policy::default()).then(|| PolicyUsed {
            hash: policy.hash(),
            suppressions: policy
                .suppression
                .iter()
                .enumerate()
                .map(suppressed)
                .collect(),
        })
    }
}

/// A suppression and what it did.
#[derive(Debug, Clone)]
pub struct Suppressed {
    /// What it says.
    pub suppression: Suppression,
    /// Whether it holds.
    pub state: State,
    /// How many findings of this report it covers.
    pub findings: u64,
}

impl Suppressed {
    /// `active`, `expired`, or `unmatched` where it covers nothing.
    pub fn state(&self) -> &'static str {
        match (self.state, self.findings) {
            (State::Expired, _) => "expired",
            (State::Active, 0) => "unmatched",
            (State::Active, _) => "active",
        }
    }
}

/// A moment as reports write it: RFC 3339, UTC, nanoseconds.
pub fn moment(at: Timestamp) -> String {
    format!("{at:.9}")
}
