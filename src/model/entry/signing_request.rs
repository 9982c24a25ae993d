//! CertificateSigningRequests in the log of the API server: who created one, and with which certificate one was answered.
//!
//! The content of the object decides nothing: `spec.username` and `spec.extra` are those of the impersonated user, where the caller
//! impersonates one (kubernetes/kubernetes `pkg/registry/certificates/certificates/strategy.go`). The audit event of the creation names the
//! caller as the authenticator knew the caller.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::model::identifier::{CredentialId, Fingerprint};
use crate::model::receipt::Receipt;

/// A CertificateSigningRequest, as an audit event names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningRequest {
    /// The cluster, as `projects/P/locations/L/clusters/C` where known. Empty if unknown.
    pub cluster: String,
    /// `metadata.name`. A name can be used again after the deletion of the object.
    pub name: String,
    /// `metadata.uid`, which no other object has. None if the event does not have the uid.
    pub uid: Option<String>,
}

/// Who created a CertificateSigningRequest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creator {
    /// The caller. Empty if the event names none.
    pub principal: String,
    /// The user whom the caller impersonated.
    pub acting_as: Option<String>,
    /// The credential of the caller. None for callers whose credentials have no id, as bootstrap tokens.
    pub credential: Option<CredentialId>,
}

/// The creation of a CertificateSigningRequest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creation {
    /// The new object.
    pub request: SigningRequest,
    /// When the API server received the call.
    pub at: Timestamp,
    /// The caller.
    pub creator: Creator,
}

/// A certificate that was written into the status of a CertificateSigningRequest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The object.
    pub request: SigningRequest,
    /// When the certificate was written.
    pub at: Timestamp,
    /// The certificate.
    pub certificate: Fingerprint,
}

/// The creation of the object in which a certificate was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// When the API server received the call.
    pub at: Timestamp,
    /// The caller.
    pub creator: Creator,
    /// The receipt of the audit event.
    pub receipt: Receipt,
}
