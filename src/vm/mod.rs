//! What lies on a VM: the credentials of a managed workload identity, its trust bundle and what Compute Engine says of them.
//!
//! It comes from the [`directory`] that the guest agent writes, from the [`metadata`] server, or from saved [`answers`] of that
//! server, and ends as [`seen::Seen`], which the checks look at. Private keys are never opened and never kept.

mod braces;
pub mod configs;
pub mod credentials_seen;
pub(crate) mod error_field;
mod error_role;
mod file;
pub mod guest_agent;
pub mod guest_directory;
pub mod key_usage;
pub mod metadata_server;
pub mod observation;
pub mod path_validation;
pub mod refusal;
pub mod saved_answers;
pub mod svid;

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use self::refusal::Refusal;

/// The largest file or answer that is read.
const LARGEST: u64 = 1 << 20;

/// Why nothing can be said of a VM.
#[derive(Debug, Error)]
pub enum Error {
    /// A file or directory.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Something is not what it should be.
    #[error("{place}: {problem}")]
    Malformed {
        /// The file or address.
        place: String,
        /// What was expected.
        problem: String,
    },
    /// A file that all depends on lies where nothing is read (`unexpected-files`).
    #[error("{0}; nothing was read from there (unexpected-files)")]
    Elsewhere(String),
    /// There is no certificate to look at.
    #[error("{place} holds no certificate{}", told(refusals))]
    NoCertificate {
        /// The file or address.
        place: String,
        /// What Compute Engine says of the configuration.
        refusals: Vec<Refusal>,
    },
    /// The metadata server answered with an error.
    #[error("{url} answered {status}: {explanation}")]
    Answer {
        /// The address.
        url: String,
        /// The HTTP status.
        status: u16,
        /// What that means.
        explanation: String,
    },
    /// The metadata server did not answer, or not to the end.
    #[error(
        "{url} {problem}; is this a VM of Compute Engine? GCE_METADATA_HOST names another metadata server"
    )]
    Unreachable {
        /// The address.
        url: String,
        /// What happened.
        problem: String,
    },
}

fn told(refusals: &[Refusal]) -> String {
    if refusals.is_empty() {
        return String::new();
    }
    let all: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    format!(
        "; Compute Engine reports errors in the VM's configuration: {}",
        all.join("; ")
    )
}
