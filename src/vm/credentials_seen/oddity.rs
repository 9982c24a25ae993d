//! Oddities of the files of a VM.

use crate::model::finding::argument::List;
use crate::model::finding::message::{Message, message};
use crate::vm::Error;

/// An oddity of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Oddity {
    /// Users other than the owner may write to a file.
    Writable {
        /// The file or directory.
        path: String,
        /// The mode.
        mode: u32,
    },
    /// The mode is another than the guest agent sets.
    Mode {
        /// The file or directory.
        path: String,
        /// The mode.
        mode: u32,
        /// The mode that the guest agent sets.
        usual: u32,
    },
    /// A symbolic link leads out of the directory.
    Outside {
        /// The link.
        path: String,
        /// The target of the link.
        target: String,
    },
    /// A file is another name of the private key's file and was not read.
    IsKey {
        /// The name.
        path: String,
    },
    /// A credential has no readable certificate of a workload and is not checked.
    NoCertificate {
        /// The file or address.
        place: String,
        /// The identity under whose name the credential was found, if any.
        named: Option<String>,
    },
    /// The private key is missing.
    NoKey {
        /// The expected path.
        path: String,
    },
}

impl Oddity {
    /// Returns the oddity as a sentence.
    pub fn message(&self) -> Message {
        match self {
            Oddity::Writable { path, mode } => {
                let mode = format!("{mode:04o}");
                message!(
                    "unexpected-files-writable",
                    "{path} has mode {mode}: others than its owner may write to it",
                    path,
                    mode
                )
            }
            Oddity::Outside { path, target } => {
                message!(
                    "unexpected-files-link",
                    "{path} is a symbolic link out of the place, to {target}",
                    path,
                    target
                )
            }
            Oddity::IsKey { path } => {
                message!(
                    "unexpected-files-is-key",
                    "{path} is another name of the private key's file, and was not read",
                    path
                )
            }
            Oddity::NoCertificate { place, named } => {
                let whose = match named {
                    Some(named) => message!(
                        "unexpected-files-identities",
                        "{identities}",
                        identities = List::of([named])
                    ),
                    None => message!("unexpected-files-a-workload", "a workload"),
                };
                message!(
                    "unexpected-files-no-certificate",
                    "{path} holds no certificate of {whose} that can be read, so that it is not judged",
                    path = place;
                    whose
                )
            }
            Oddity::NoKey { path } => message!(
                "unexpected-files-no-key",
                "there is no private key at {path}",
                path
            ),
            Oddity::Mode { path, mode, usual } => {
                let (mode, usual) = (format!("{mode:04o}"), format!("{usual:04o}"));
                message!(
                    "unexpected-files-mode",
                    "{path} has mode {mode}; the guest agent gives it {usual_mode}",
                    path,
                    mode,
                    usual_mode = usual
                )
            }
        }
    }

    /// Returns the error for a VM that cannot be checked because of the oddity.
    pub(in crate::vm) fn into_error(self) -> Error {
        Error::Elsewhere(self.message())
    }
}
