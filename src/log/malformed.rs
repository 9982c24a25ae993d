//! The error for a relevant entry with a missing or malformed field.

use thiserror::Error;

use crate::model::identifier::CredentialId;

/// The error for a relevant entry with a missing or malformed field.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{field}: {problem}")]
pub struct Malformed {
    field: &'static str,
    problem: String,
}

impl Malformed {
    pub(super) fn missing(field: &'static str, expected: &str) -> Self {
        Malformed {
            field,
            problem: format!("missing, expected {expected}"),
        }
    }

    pub(super) fn because(field: &'static str, problem: impl ToString) -> Self {
        Malformed {
            field,
            problem: problem.to_string(),
        }
    }
}

/// Parses the id of a credential that GKE or the API server says it issued, in any spelling. Text that is no credential id is an error.
pub(super) fn issued_id(field: &'static str, text: &str) -> Result<CredentialId, Malformed> {
    CredentialId::meant(text).ok_or_else(|| {
        Malformed::because(
            field,
            format!("expected X509SHA256=<64 hex> or JTI=<id>, found {text:?}"),
        )
    })
}
