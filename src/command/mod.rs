//! One file a verb.

pub(crate) mod args;
pub mod completions;
pub mod diff;
pub mod explain;
pub mod filters;
pub mod ingest;
pub mod man;
pub mod output;
pub mod policy;
pub mod pull;
pub mod replay;
pub mod scan;
pub mod trace;
pub mod workload;

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is broken.
    Fine,
    /// Something is broken, or unproven where that was asked for.
    Broken,
    /// A whole log was unread, or nothing is known of what was asked for.
    Unknown,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => ExitCode::SUCCESS,
            Outcome::Broken => ExitCode::from(1),
            Outcome::Unknown => ExitCode::from(3),
        }
    }
}
