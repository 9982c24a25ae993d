//! The files on a VM: the credentials of a managed workload identity, its trust bundle, and the status that Compute Engine reports.
//!
//! The files come from the directory of the guest agent ([`guest_directory`]), from the metadata server ([`metadata_server`]), or from
//! saved answers of the metadata server ([`saved_answers`]), and become one [`credentials_seen::Seen`] per identity, which the checks read.
//! Private keys are never opened and never kept.

pub mod configs;
pub mod credentials_seen;
mod file;
pub mod guest_agent;
pub mod guest_directory;
pub mod key_usage;
mod log_order;
#[cfg(feature = "pull")]
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
use crate::model::finding::message::Message;

/// The largest file or answer that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// Why a VM cannot be checked.
#[derive(Debug, Error)]
pub enum Error {
    /// A file or directory that cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file or answer has the wrong form.
    #[error("{place}: {problem}")]
    Malformed {
        /// The file or address.
        place: String,
        /// The problem.
        problem: Message,
    },
    /// A required file is outside of the directory that is read (`unexpected-files`).
    #[error("{0}; nothing was read from there (unexpected-files)")]
    Elsewhere(Message),
    /// There is no certificate.
    #[error("{place} holds no certificate{}", reported(refusals))]
    NoCertificate {
        /// The file or address.
        place: String,
        /// The errors that Compute Engine reports in the configuration.
        refusals: Vec<Refusal>,
    },
    /// The metadata server answered with an error.
    #[error("{url} answered {status}: {explanation}")]
    Answer {
        /// The address.
        url: String,
        /// The HTTP status.
        status: u16,
        /// The meaning of the status.
        explanation: Message,
    },
    /// The metadata server did not answer, or its answer was cut off.
    #[error(
        "{url} {problem}; is this a VM of Compute Engine? GCE_METADATA_HOST names another metadata server"
    )]
    Unreachable {
        /// The address.
        url: String,
        /// The problem.
        problem: Message,
    },
}

fn reported(refusals: &[Refusal]) -> String {
    if refusals.is_empty() {
        return String::new();
    }
    let all: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    format!(
        "; Compute Engine reports errors in the VM's configuration: {}",
        all.join("; ")
    )
}
