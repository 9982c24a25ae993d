//! Why Cloud KMS did not sign, and what the user can do.

use std::time::Duration;

use thiserror::Error;

use crate::attestation::key_error::KeyError;
use crate::fetch::logging_api::api_error::ApiError;
use crate::model::finding::message::{Message, message};

/// Why there is no signature.
#[derive(Debug, Error)]
pub enum KmsError {
    /// There is no access token.
    #[error(transparent)]
    NoToken(#[from] ApiError),
    /// The service refuses.
    #[error("Cloud KMS refuses ({status}: {message}); {}", advice(*.status))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The message of the service.
        message: String,
    },
    /// The service failed, or asks for fewer calls.
    #[error("Cloud KMS failed ({status}: {message}); run it again later")]
    Down {
        /// The HTTP status.
        status: u16,
        /// The message of the service.
        message: String,
        /// The wait that the service asks for, if any.
        wait: Option<Duration>,
    },
    /// The service cannot be reached, or its answer ended early.
    #[error("Cloud KMS cannot be reached: {0}")]
    Unreachable(String),
    /// The answer belongs to another call, or a checksum shows that it was altered on the way.
    #[error("the answer of Cloud KMS is damaged: {0}")]
    Damaged(&'static str),
    /// The key is of another kind.
    #[error(
        "the key is for {0}; a report can be signed with EC_SIGN_P256_SHA256 and EC_SIGN_ED25519"
    )]
    OtherAlgorithm(String),
    /// The public key cannot be read.
    #[error("the public key of Cloud KMS cannot be used")]
    PublicKey(#[from] KeyError),
    /// The message is too long for an Ed25519 key, which signs no digest.
    #[error(
        "{0} bytes are too many for a key for EC_SIGN_ED25519, which takes 64 KiB; use one for EC_SIGN_P256_SHA256"
    )]
    TooLong(usize),
}

impl KmsError {
    /// Whether the same call may succeed later.
    pub(super) fn may_pass(&self) -> bool {
        matches!(
            self,
            KmsError::Down { .. } | KmsError::Unreachable(_) | KmsError::Damaged(_)
        )
    }

    /// Returns how long the service asks the caller to wait.
    pub(super) fn wait(&self) -> Duration {
        match self {
            KmsError::Down { wait, .. } => wait.unwrap_or_default(),
            _ => Duration::ZERO,
        }
    }
}

/// <https://cloud.google.com/kms/docs/reference/permissions-and-roles>
pub fn advice(status: u16) -> Message {
    match status {
        401 => message!(
            "error-kms-401",
            "get a new access token with `gcloud auth print-access-token`, or log in again"
        ),
        403 => message!(
            "error-kms-403",
            "it takes roles/cloudkms.signerVerifier on the key"
        ),
        404 => message!("error-kms-404", "is that the full name of a key version?"),
        _ => message!(
            "error-kms-disabled",
            "is the key version enabled, and its purpose ASYMMETRIC_SIGN?"
        ),
    }
}
