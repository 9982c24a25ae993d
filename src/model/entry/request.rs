//! Requests for credentials that an API server answered, and what such a request ordered.

use super::{Asked, Validity};
use crate::model::identifier::{CredentialId, ToBeSigned};

/// A credential that the API server returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requested {
    /// The new credential.
    pub credential: CredentialId,
    /// The digest that was signed. Computed from the credential, if the body of the response was logged.
    pub digest: Option<ToBeSigned>,
    /// The credential of the requester. The requester is an ancestor of the credential and need not be its holder. For a certificate the word
    /// of the request, which [`Requested::asked_with`] takes only where the creation of the request is not known.
    pub requester: Option<CredentialId>,
    /// The cluster, as `projects/P/locations/L/clusters/C` where known.
    pub cluster: String,
    /// The validity period, if a body was logged.
    pub validity: Validity,
    /// The holder and the signer that the request names.
    pub order: Box<Order>,
}

/// The holder and the signer of the credential that a request returned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// The user name of the holder: the service account of a token, the common name of a certificate. Empty if unknown.
    pub holder: String,
    /// The signer of a certificate.
    pub signer: Signer,
    /// The creation of the CertificateSigningRequest, if it is among the evidence. Readers of logs never set it.
    pub asked: Option<Asked>,
}

impl Requested {
    /// Returns the credential with which the credential was requested: by the audit event of the caller, else by the word of the request.
    pub fn asked_with(&self) -> Option<&CredentialId> {
        match &self.order.asked {
            Some(asked) => asked.creator.credential.as_ref(),
            None => self.requester.as_ref(),
        }
    }
}

/// The signer of a certificate that the API server returned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Signer {
    /// The request names no signer, which may be outside of the cluster.
    #[default]
    Unknown,
    /// The control plane.
    Cluster,
}

/// The kind of objects that a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Tokens of clusters.
    Tokens,
    /// Certificates of an authority.
    Certificates,
}

impl Signer {
    /// Returns the word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Signer::Unknown => "unknown",
            Signer::Cluster => "cluster",
        }
    }
}

impl Order {
    /// Adds the fields of `other` that this order lacks.
    pub(super) fn fill(&mut self, other: &Order) {
        if self.holder.is_empty() {
            self.holder.clone_from(&other.holder);
        }
        if self.signer == Signer::Unknown {
            self.signer = other.signer;
        }
        if self.asked.is_none() {
            self.asked.clone_from(&other.asked);
        }
    }
}
