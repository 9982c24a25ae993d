//! The facts about a credential in one log entry.
//!
//! All correlation is by [`Event::mentions`]: two entries that mention the same identifier belong together.

mod issuance;
mod request;
mod request_id;
mod signing_request;

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use serde::{Deserialize, Serialize};

use crate::model::identifier::{Identifier, ToBeSigned};
pub use issuance::{
    Certified, Holder, Issued, Method, Observed, PublicKey, Recomputed, Role, Signed,
    authority_of_pool, pool_and_authority,
};
pub use request::{Order, Requested, Signer, Work};
pub use request_id::RequestId;
pub use signing_request::{Answer, Asked, Creation, Creator, SigningRequest};

/// The source of records: one of the four logs, or observations on VMs. The order of the variants is the life of a credential, from the
/// last record to the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Source {
    /// The observations of `credtrail workload verify` on VMs. Observations are no log: nothing follows from an absent observation.
    Workload,
    /// The audit log of the Kubernetes API server: a credential was used or requested.
    Kubernetes,
    /// GKE `system_event`: a credential was issued.
    Gke,
    /// CA Service: a certificate was created.
    CaService,
    /// Cloud KMS: a digest was signed.
    Kms,
}

impl Source {
    /// The four logs, whose coverage is known.
    pub const LOGS: [Source; 4] = [
        Source::Kubernetes,
        Source::Gke,
        Source::CaService,
        Source::Kms,
    ];

    /// Returns the name in flags and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Workload => "workload",
            Source::Kubernetes => "kubernetes",
            Source::Gke => "gke",
            Source::CaService => "ca-service",
            Source::Kms => "kms",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The error for a text that is the name of no log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no log is called {0:?}; expected kubernetes, gke, ca-service or kms")]
pub struct NoSuchLog(pub String);

impl FromStr for Source {
    type Err = NoSuchLog;

    fn from_str(text: &str) -> Result<Self, NoSuchLog> {
        Source::LOGS
            .into_iter()
            .find(|source| source.as_str() == text)
            .ok_or_else(|| NoSuchLog(text.to_owned()))
    }
}

/// One entry about the origin of a credential: requested, issued, certified, signed or observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The time of the event, by the clock of the log.
    pub at: Timestamp,
    /// The project of the log, as `projects/P`. The name of the cluster for raw audit events.
    pub scope: String,
    /// The `insertId` of the entry. Empty if the export dropped the field.
    pub insert_id: String,
    /// The caller. Empty if the log has no caller.
    pub principal: String,
    /// The event.
    pub event: Event,
}

impl Entry {
    /// Adds the fields that the same entry has by another export route and that this entry lacks.
    pub fn fill(&mut self, other: &Entry) {
        if self.principal.is_empty() {
            self.principal.clone_from(&other.principal);
        }
        match (&mut self.event, &other.event) {
            (Event::Requested(own), Event::Requested(other)) => {
                own.validity = own.validity.filled(other.validity);
                own.requester = own.requester.take().or_else(|| other.requester.clone());
                own.digest = own.digest.or(other.digest);
                own.order.fill(&other.order);
            }
            (Event::Certified(own), Event::Certified(other)) => {
                own.validity = own.validity.filled(other.validity)
            }
            _ => {}
        }
    }
}

/// The event in an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The API server returned a token, or a certificate appeared in a CertificateSigningRequest.
    Requested(Requested),
    /// GKE issued a credential.
    Issued(Issued),
    /// CA Service created a certificate.
    Certified(Certified),
    /// Cloud KMS was asked to sign a digest.
    Signed(Signed),
    /// A certificate was found on a VM.
    Observed(Observed),
}

/// The outcome of a call to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Status 0 or none: the digest was signed.
    Done,
    /// Any other status code (google.rpc.Code): nothing was signed.
    Refused(i32),
}

/// The validity period of a credential, both ends included. An unknown end is unbounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// `notBefore`
    pub from: Option<Timestamp>,
    /// `notAfter`, or the `exp` of a token
    pub to: Option<Timestamp>,
}

impl Validity {
    /// Returns whether the credential is valid at this time, as far as the ends are known.
    pub fn holds(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }

    /// Returns the union of two validity periods, since the wider period accuses nobody. An end that only one of the two has is kept.
    pub fn filled(self, other: Validity) -> Validity {
        let from = [self.from, other.from].into_iter().flatten().min();
        Validity {
            from,
            to: self.to.max(other.to),
        }
    }
}

/// The field of the log in which an identifier was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is called as in the log")]
pub enum Field {
    IssuedCredentialId,
    CredentialId,
    CertificateFingerprint,
    ToBeSignedDigest,
    Sha256Hash,
    TbsCertificateDigest,
    PemCertificate,
    RequestDigest,
    ResponseStatus,
    CertificatePem,
}

impl Field {
    /// Returns the name of the field in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::IssuedCredentialId => "issued-credential-id",
            Field::CredentialId => "credentialId",
            Field::CertificateFingerprint => "certificateFingerprint",
            Field::ToBeSignedDigest => "toBeSignedDigest",
            Field::Sha256Hash => "sha256_hash",
            Field::TbsCertificateDigest => "tbs_certificate_digest",
            Field::PemCertificate => "pem_certificate",
            Field::RequestDigest => "request.digest",
            Field::ResponseStatus => "response.status",
            Field::CertificatePem => "certificatePem",
        }
    }
}

impl Event {
    /// Returns the log that records events of this kind.
    pub fn source(&self) -> Source {
        match self {
            Event::Requested(_) => Source::Kubernetes,
            Event::Issued(_) => Source::Gke,
            Event::Certified(_) => Source::CaService,
            Event::Signed(_) => Source::Kms,
            Event::Observed(_) => Source::Workload,
        }
    }

    /// Returns the word for the event in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Event::Requested(_) => "requested",
            Event::Issued(_) => "issued",
            Event::Certified(_) => "certified",
            Event::Signed(Signed {
                outcome: Outcome::Done,
                ..
            }) => "signed",
            Event::Signed(_) => "refused",
            Event::Observed(_) => "observed",
        }
    }

    /// Returns the resource of the event: the cluster, the CA pool, the key version, or the VM.
    pub fn resource(&self) -> &str {
        match self {
            Event::Requested(requested) => &requested.cluster,
            Event::Issued(issued) => &issued.cluster,
            Event::Certified(certified) => &certified.pool,
            Event::Signed(signed) => &signed.key,
            Event::Observed(observed) => &observed.host,
        }
    }

    /// Returns the holder in the certificate of the entry, if the entry has a certificate.
    pub fn holder(&self) -> Option<&Holder> {
        match self {
            Event::Certified(certified) => Some(&certified.holder),
            Event::Observed(observed) => Some(&observed.holder),
            Event::Requested(_) | Event::Issued(_) | Event::Signed(_) => None,
        }
    }

    /// Returns the user name of the holder in the entry. Empty if the entry names none.
    pub fn user(&self) -> &str {
        match self {
            Event::Requested(requested) => &requested.order.holder,
            Event::Certified(certified) => &certified.holder.common_name,
            Event::Issued(_) | Event::Signed(_) | Event::Observed(_) => "",
        }
    }

    /// Returns the digest that was to be signed, as far as the entry names the digest or holds the signed bytes.
    pub fn digest(&self) -> Option<ToBeSigned> {
        match self {
            Event::Requested(requested) => requested.digest,
            Event::Issued(issued) => issued.digest,
            Event::Certified(certified) => certified.digest,
            Event::Signed(signed) => Some(signed.digest),
            Event::Observed(observed) => observed.digest,
        }
    }

    /// Returns the validity period of the credential, as far as the entry has the period.
    pub fn validity(&self) -> Validity {
        match self {
            Event::Requested(requested) => requested.validity,
            Event::Certified(certified) => certified.validity,
            Event::Observed(observed) => observed.validity,
            Event::Issued(_) | Event::Signed(_) => Validity::default(),
        }
    }

    /// Returns all identifiers that the entry names or whose bytes the entry holds, each with its field.
    pub fn mentions(&self) -> impl Iterator<Item = (Field, Identifier)> {
        let named: [Option<(Field, Identifier)>; 4] = match self {
            Event::Requested(requested) => [
                Some((
                    Field::IssuedCredentialId,
                    requested.credential.clone().into(),
                )),
                requested
                    .digest
                    .map(|it| (Field::ResponseStatus, it.into())),
                None,
                None,
            ],
            Event::Issued(issued) => [
                Some((Field::CredentialId, issued.credential.clone().into())),
                issued
                    .certificate
                    .map(|it| (Field::CertificateFingerprint, it.into())),
                issued.digest.map(|it| (Field::ToBeSignedDigest, it.into())),
                None,
            ],
            Event::Certified(certified) => [
                Some((Field::Sha256Hash, certified.certificate.into())),
                certified
                    .digest
                    .map(|it| (Field::TbsCertificateDigest, it.into())),
                certified
                    .recomputed
                    .map(|it| (Field::PemCertificate, it.certificate.into())),
                certified
                    .recomputed
                    .and_then(|it| it.digest)
                    .map(|it| (Field::PemCertificate, it.into())),
            ],
            Event::Signed(signed) => [
                Some((Field::RequestDigest, signed.digest.into())),
                None,
                None,
                None,
            ],
            Event::Observed(observed) => [
                Some((Field::CertificatePem, observed.certificate.into())),
                observed.digest.map(|it| (Field::CertificatePem, it.into())),
                None,
                None,
            ],
        };
        named.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_comes_back_as_it_was_written() {
        for text in [
            "0aebf8e0-d8b0-448c-a510-5377bf873790",
            "0AEBF8E0-d8b0-448c-a510-5377bf873790",
            "",
            "x",
            "0aebf8e0-d8b0-448c-a510-5377bf87379-",
        ] {
            assert_eq!(RequestId::parse(text).to_string(), text);
        }
        assert!(matches!(
            RequestId::parse("0aebf8e0-d8b0-448c-a510-5377bf873790"),
            RequestId::Uuid(_)
        ));
    }
}
