//! One file a verb.

mod ancestry;
mod bucket;
pub mod completions;
pub mod diff;
pub mod explain;
pub mod filters;
mod form;
mod hand;
pub mod history;
mod infer;
pub mod ingest;
pub mod man;
mod notify;
pub mod policy;
mod printed;
pub mod pull;
mod reach;
pub mod replay;
pub mod scan;
pub mod trace;
mod verification;
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
