//! Why a file holds no key that can be used.

use thiserror::Error;

use crate::model::finding::message::Message;

/// Why a text is no key that can be used here.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// There is no PEM block.
    #[error("no key in PEM (RFC 7468)")]
    NotPem,
    /// The PEM block is something else.
    #[error("holds \"{found}\", expected \"{expected}\"{advice}")]
    OtherLabel {
        /// The label of the block.
        found: String,
        /// The label that a block of this use must have.
        expected: &'static str,
        /// Advice for the user; may be empty.
        advice: Box<Message>,
    },
    /// The key is of another kind.
    #[error("neither an Ed25519 nor an ECDSA P-256 key")]
    OtherKind,
    /// The key is damaged.
    #[error("the key in it is damaged")]
    Damaged,
    /// The machine could not make a signature.
    #[error("the key cannot sign")]
    CannotSign,
}
