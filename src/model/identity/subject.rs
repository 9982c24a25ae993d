//! The subjects of lineages: credentials, and signatures that no record claims.

use serde::{Deserialize, Serialize};

use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};
use crate::model::receipt::Place;

/// The subject of a lineage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A credential.
    Credential(CredentialId),
    /// A signature that no record claims.
    Signature(ToBeSigned),
}

impl Subject {
    /// Returns the identifier of the subject.
    pub fn identifier(&self) -> Identifier {
        match self {
            Subject::Credential(credential) => credential.clone().into(),
            Subject::Signature(digest) => (*digest).into(),
        }
    }

    /// Returns the subject in reports.
    pub fn text(&self) -> String {
        match self {
            Subject::Credential(credential) => credential.to_string(),
            Subject::Signature(digest) => Identifier::from(*digest).to_string(),
        }
    }

    /// Returns the kind that the id shows. [`crate::judge::context::Judge::kind`] distinguishes workloads and authorities from other
    /// certificates.
    pub fn kind(&self) -> Kind {
        match self {
            Subject::Credential(CredentialId::Certificate(_)) => Kind::Certificate,
            Subject::Credential(CredentialId::Token(_)) => Kind::Token,
            Subject::Credential(CredentialId::Other(_)) => Kind::Other,
            Subject::Signature(_) => Kind::Signature,
        }
    }
}

/// The kind of the subject of a lineage, which determines the logs that must hold a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A certificate of a cluster.
    Certificate,
    /// A token of a cluster.
    Token,
    /// The certificate of a workload identity, of which GKE has no record.
    Workload,
    /// A CA certificate that is not of a cluster.
    Authority,
    /// An id that is neither a certificate's nor a token's, or the token of an outside identity provider.
    Other,
    /// A signature that no record claims.
    Signature,
}

impl Kind {
    /// Returns the word in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Certificate => "certificate",
            Kind::Token => "token",
            Kind::Workload => "workload",
            Kind::Authority => "authority",
            Kind::Other => "other",
            Kind::Signature => "signature",
        }
    }
}

/// A signature that may be the missing one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The digest that was signed.
    pub digest: ToBeSigned,
    /// The position of its record.
    pub place: Place,
}
