//! Reports: one file for each form. A report form prints, and decides nothing.

pub mod ancestry;
pub mod csv;
pub mod diff;
pub mod fsck;
pub mod graph;
mod gravest;
pub mod html;
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
pub mod toml_text;

use std::io::{self, Write};
use std::time::Duration;

use jiff::Timestamp;

use crate::coverage::intervals::Coverage;
use crate::history::findings::{Findings, Resolved};
use crate::judge::context::Judge;
use crate::model::entry::Source;
use crate::model::finding::Finding;
use crate::model::identifier::Identifier;
use crate::model::identity::subject::Subject;
use crate::policy::Policy;
use crate::policy::expectations::Expectations;
use crate::policy::suppression::{State, Suppression};
use crate::receipts::use_receipts::Cited;
use crate::scan::comparison::Comparison;
use crate::scan::{Judged, Selection, Summary};
use crate::store::questions::files_and_services::FilesRead;
use crate::store::rows::load::Counts;
use crate::store::rows::rejected::Rejected;
use crate::store::{Error, Store};
use crate::trace::ancestry::{Ancestry, KnownCredentials};
use crate::trace::nearest::{Nearest, Search};
use crate::trace::rotation::Rotation;

/// A report in one form: lineages are added one by one, then the context of the report.
pub trait Form {
    /// Returns which lineages the form needs.
    fn wanted(&self) -> Selection {
        Selection::All
    }

    /// Returns what the form shows of the uses that findings cite.
    fn cited(&self) -> Cited {
        Cited::Lines
    }

    /// Takes one lineage, and writes what can be written before the end.
    ///
    /// # Errors
    /// Errors of `out` and of temporary files.
    fn add(&mut self, judged: &Judged<'_>, out: &mut dyn Write) -> io::Result<()>;

    /// Takes one lineage, on which earlier scans reported these findings and left them open.
    ///
    /// # Errors
    /// Errors of `out` and of temporary files.
    fn add_again(
        &mut self,
        judged: &Judged<'_>,
        _before: &Findings,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.add(judged, out)
    }

    /// Takes findings of earlier scans that are not found any more, on a subject of which the report lists no lineage.
    ///
    /// # Errors
    /// Errors of `out` and of temporary files.
    fn resolve(&mut self, _resolved: Resolved<'_>, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes the rest of the report.
    ///
    /// # Errors
    /// Errors of `out` and of temporary files.
    fn end(self: Box<Self>, context: &ReportContext, out: &mut dyn Write) -> io::Result<()>;
}

/// The program and its version, as JSON reports name it.
pub(crate) const TOOL: &str = concat!("credtrail ", env!("CARGO_PKG_VERSION"));

/// The content of a report beside its lineages.
#[derive(Debug)]
pub struct ReportContext {
    /// The first and the last moment of the report; None where nothing was read.
    pub window: Option<(Timestamp, Timestamp)>,
    /// The stretches of logs that were read.
    pub coverage: Coverage,
    /// Numbers of lineages by kind and verdict.
    pub summary: Summary,
    /// Numbers of lines that were read.
    pub counts: Counts,
    /// Lines that could not be read.
    pub rejected: Vec<Rejected>,
    /// Files, in the order in which they were read.
    pub files: FilesRead,
    /// Logs of which nothing was read in the window.
    pub unread: Vec<Source>,
    /// Findings about the logs themselves.
    pub findings: Vec<Finding>,
    /// The policy, where there is one.
    pub policy: Option<PolicyUsed>,
    /// The verdicts that differ under another policy.
    pub comparison: Option<Comparison>,
    /// The number of lineages that are not shown since all their findings were reported before; None where lineages
    /// are shown regardless.
    pub reported_before: Option<u64>,
    /// Rotation histories of the requested workload identities.
    pub rotations: Vec<Rotation>,
    /// The credentials above and below the requested ones, for forms that draw them.
    pub relatives: Vec<Relatives>,
    /// How the scan ended; None where it is no scan of a command.
    pub ended: Option<ScanEnd>,
}

/// The credentials above and below one credential.
#[derive(Debug)]
pub struct Relatives {
    /// The credential.
    pub subject: Subject,
    /// With which credentials it was asked for.
    pub ancestry: Ancestry,
    /// What was asked for with it.
    pub reach: Nearest,
}

impl Relatives {
    /// Searches above and below a credential. None for a signature that nothing claims: nobody is known to have asked for it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn of(
        subject: &Subject,
        search: Search,
        known: &mut KnownCredentials,
        store: &mut Store,
        judge: &Judge,
    ) -> Result<Option<Self>, Error> {
        let Subject::Credential(credential) = subject else {
            return Ok(None);
        };
        let identifier = Identifier::from(credential.clone());
        let number = store.number_of(&identifier)?;
        let start = number.map(|it| (identifier, it)).into_iter().collect();
        Ok(Some(Relatives {
            subject: subject.clone(),
            ancestry: Ancestry::of(credential.clone(), known, store, judge)?,
            reach: Nearest::of(start, search, store, judge)?,
        }))
    }
}

/// How a scan ended.
#[derive(Debug, Clone, Copy)]
pub struct ScanEnd {
    /// The exit status by the verdicts.
    pub exit_status: u8,
    /// How long the scan took; None where the report must be the same for the same entries.
    pub duration: Option<Duration>,
}

impl ReportContext {
    /// The context of a report on all that was read: without unread logs, findings on logs, a comparison and rotations.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(judge: &Judge, summary: Summary, store: &mut Store) -> Result<Self, Error> {
        Ok(ReportContext {
            counts: store.counts().await?,
            files: store.files_read().await?,
            ..Self::on_coverage(judge, summary)
        })
    }

    /// The context of a report on what was read, without the files and the numbers of their lines.
    pub(crate) fn on_coverage(judge: &Judge, summary: Summary) -> Self {
        ReportContext {
            window: judge.coverage.hull(),
            findings: Vec::new(),
            policy: PolicyUsed::of(&judge.expectations, &summary),
            comparison: None,
            reported_before: None,
            rotations: Vec::new(),
            relatives: Vec::new(),
            ended: None,
            summary,
            counts: Counts::default(),
            files: FilesRead::default(),
            unread: Vec::new(),
            coverage: judge.coverage.clone(),
            rejected: judge.rejected.clone(),
        }
    }

    /// The inputs of which nothing was read.
    pub fn unread_inputs(&self) -> impl Iterator<Item = &Rejected> {
        self.rejected.iter().filter(|it| it.is_input())
    }

    /// The number of lines that could not be read.
    pub(crate) fn rejected_lines(&self) -> u64 {
        self.rejected.iter().map(Rejected::lines).sum()
    }
}

/// The policy of a report.
#[derive(Debug, Clone)]
pub struct PolicyUsed {
    /// The hash of the policy, [`crate::policy::Policy::hash`].
    pub hash: [u8; 32],
    /// The policy's suppressions with their state, in the policy's order.
    pub suppressions: Vec<Suppressed>,
}

impl PolicyUsed {
    /// Returns the policy that a report used; None for the empty policy.
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

/// A suppression, with its state and the number of its findings.
#[derive(Debug, Clone)]
pub struct Suppressed {
    /// The suppression.
    pub suppression: Suppression,
    /// Whether the suppression is active.
    pub state: State,
    /// The number of findings of this report that the suppression covers.
    pub findings: u64,
}

impl Suppressed {
    /// Returns `active`, `expired`, or `unmatched` where the suppression covers no finding.
    pub fn state(&self) -> &'static str {
        match (self.state, self.findings) {
            (State::Expired, _) => "expired",
            (State::Active, 0) => "unmatched",
            (State::Active, _) => "active",
        }
    }
}

/// Returns a moment as reports write it: RFC 3339, UTC, nanoseconds.
pub fn moment(at: Timestamp) -> String {
    format!("{at:.9}")
}
