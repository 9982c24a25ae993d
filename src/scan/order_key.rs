//! The order of the lineages of a scan.

use serde::{Deserialize, Serialize};

use crate::model::identifier::Identifier;
use crate::model::identity::subject::Subject;

/// The place of a lineage among all lineages of a scan. A scan shows lineages in ascending order of their keys. The key depends on the facts
/// and on the window alone, and no two lineages have the same key, so that the lists of judges with different components merge into the
/// list of one judge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OrderKey {
    /// The phase in which the lineage is judged.
    pub phase: Phase,
    /// The smallest identifier of the component from which the scan starts in this phase.
    pub first: Identifier,
    /// The position of the lineage among the lineages of its component.
    pub position: usize,
}

/// The phase of a scan. Evidence connects signatures with credentials in one component; the phase determines which lineages of the component are
/// judged, so that no lineage is judged twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The scan judges credentials.
    Credentials,
    /// The scan judges signatures that no credential claims.
    Signatures,
}

impl Phase {
    /// The phase in which a subject is judged.
    pub(super) fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Credential(_) => Phase::Credentials,
            Subject::Signature(_) => Phase::Signatures,
        }
    }
}
