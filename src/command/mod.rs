//! The verbs of the command line, one file for each.

#[cfg(not(all(feature = "pull", feature = "lake")))]
pub mod absent;
pub(crate) mod args;
pub mod completions;
pub mod diff;
#[cfg(feature = "pull")]
pub mod doctor;
#[cfg(not(feature = "pull"))]
pub use absent::doctor;
pub mod explain;
pub mod failure;
pub mod filters;
pub mod fsck;
pub mod help;
pub mod ingest;
pub mod keys;
#[cfg(feature = "lake")]
pub mod lake;
#[cfg(not(feature = "lake"))]
pub use absent::lake;
pub mod man;
pub mod output;
pub mod policy;
pub mod process;
#[cfg(feature = "pull")]
pub mod pull;
#[cfg(not(feature = "pull"))]
pub use absent::pull;
pub mod pull_request;
pub mod replay;
pub mod scan;
pub mod serve;
pub mod trace;
pub mod verify_report;
pub mod workload;

use std::process::ExitCode;

/// The result of a command, which decides its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No lineage is broken.
    Fine,
    /// A lineage is broken, or unproven with `--fail-on unproven`.
    Broken,
    /// Nothing of a whole log was read, or nothing is known of the given subject.
    Unknown,
    /// Something could not be verified.
    Unverified,
}

impl Outcome {
    /// Returns the exit status.
    pub fn status(self) -> u8 {
        match self {
            Outcome::Fine => 0,
            Outcome::Broken => 1,
            Outcome::Unverified => 2,
            Outcome::Unknown => 3,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(outcome.status())
    }
}
