//! Subjects of lineages: credentials, and signatures that nothing claims.

use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};
use crate::model::receipt::Place;

/// What a lineage is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A credential.
    Credential(CredentialId),
    /// A signature that nothing claims.
    Signature(ToBeSigned),
}

impl Subject {
    /// The subject in reports.
    pub fn text(&self) -> String {
        match self {
            Subject::Credential(credential) => credential.to_string(),
            Subject::Signature(digest) => Identifier::from(*digest).to_string(),
        }
    }

    /// Its kind as far as its name tells; [`crate::judge::context::Judge::kind`] tells workloads and authorities from other certificates.
    pub fn kind(&self) -> Kind {
        match self {
            Subject::Credential(CredentialId::Certificate(_)) => Kind::Certificate,
            Subject::Credential(CredentialId::Token(_)) => Kind::Token,
            Subject::Credential(CredentialId::Other(_)) => Kind::Other,
            Subject::Signature(_) => Kind::Signature,
        }
    }
}

/// What kind of thing a lineage is about: it tells which logs must hold a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A certificate of a cluster.
    Certificate,
    /// A token of a cluster.
    Token,
    /// The certificate of a workload identity: GKE has no record of it.
    Workload,
    /// The certificate of an authority of others than clusters.
    Authority,
    /// An id that is neither a certificate's nor a token's, or the token of an outside identity provider.
    Other,
    /// A signature that nothing claims.
    Signature,
}

impl Kind {
    /// The word in reports.
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

/// A signature that may be the one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// What was signed.
    pub digest: ToBeSigned,
    /// Where that stands.
    pub place: Place,
}
