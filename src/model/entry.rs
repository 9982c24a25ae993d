//! What one log entry says about a credential.
//!
//! `Event::mentions` is all the correlation there is: two entries that mention one identifier belong together.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::identifier::{CredentialId, Fingerprint, Identifier, ToBeSigned};
use crate::model::spiffe::SpiffeId;

/// Where records come from: one of the four logs, or what was seen on VMs. In the order in which a credential is born and used, last to
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// What `credtrail workload verify` saw on a VM. No log: nothing follows from what is not in it.
    Workload,
    /// The Kubernetes API server: a credential was used, or asked for.
    Kubernetes,
    /// GKE `system_event`: a credential was issued.
    Gke,
    /// CA Service: a certificate was created.
    CaService,
    /// Cloud KMS: a digest was signed.
    Kms,
}

impl Source {
    /// The four logs, of which a stretch can be read.
    pub const LOGS: [Source; 4] = [
        Source::Kubernetes,
        Source::Gke,
        Source::CaService,
        Source::Kms,
    ];

    /// The name in flags and reports.
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

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Source::LOGS
            .into_iter()
            .find(|source| source.as_str() == text)
            .ok_or_else(|| {
                format!("no log is called {text:?}; expected kubernetes, gke, ca-service or kms")
            })
    }
}

/// One entry of the issuance side: asked for, issued, certified or signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When it happened, by the log's own clock.
    pub at: Timestamp,
    /// The project whose log it stands in, as `projects/P`; a cluster's name for raw audit events.
    pub scope: String,
    /// The log's own id of the entry; empty where the export dropped it.
    pub insert_id: String,
    /// Who did it; empty where the log does not say.
    pub principal: String,
    /// What happened.
    pub event: Event,
}

impl Entry {
    /// Takes over from the same entry by another route what this one does not say.
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

/// What an entry says happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The API server handed out a token, or a certificate appeared in a CertificateSigningRequest.
    Requested(Requested),
    /// GKE issued a credential.
    Issued(Issued),
    /// CA Service created a certificate.
    Certified(Certified),
    /// Cloud KMS was asked to sign a digest.
    Signed(Signed),
    /// A certificate lay on a VM.
    Observed(Observed),
}

/// A credential as the API server handed it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requested {
    /// The new credential.
    pub credential: CredentialId,
    /// What was signed for it, worked out from the credential itself where the answer's body was logged.
    pub digest: Option<ToBeSigned>,
    /// The credential of whoever asked: ancestry, never identity.
    pub requester: Option<CredentialId>,
    /// The cluster, as `projects/P/locations/L/clusters/C` where known.
    pub cluster: String,
    /// Its lifetime, where a body was logged.
    pub validity: Validity,
    /// Whose it is and who signs it, by the request's own word.
    pub order: Box<Order>,
}

/// What a request says of the credential that it was answered with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// The user name of whoever it is for: a token's service account, a certificate's common name. Empty where that is not told.
    pub holder: String,
    /// Who signs a certificate.
    pub signer: Signer,
}

/// Who signs a certificate that the API server hands out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Signer {
    /// The request does not tell: it may be somebody else than the cluster.
    #[default]
    Unknown,
    /// The control plane.
    Cluster,
}

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Tokens of clusters.
    Tokens,
    /// Certificates, for an authority.
    Certificates,
}

impl Signer {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Signer::Unknown => "unknown",
            Signer::Cluster => "cluster",
        }
    }
}

impl Order {
    /// Takes over what this one does not tell.
    fn fill(&mut self, other: &Order) {
        if self.holder.is_empty() {
            self.holder.clone_from(&other.holder);
        }
        if self.signer == Signer::Unknown {
            self.signer = other.signer;
        }
    }
}

/// An issuance by `google.cloud.gkeauth.v1.Auth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Which of the six methods.
    pub method: Method,
    /// `credentialId`
    pub credential: CredentialId,
    /// `certificateFingerprint`
    pub certificate: Option<Fingerprint>,
    /// `toBeSignedDigest`
    pub digest: Option<ToBeSigned>,
    /// The cluster, as `projects/P/locations/L/clusters/C` where known.
    pub cluster: String,
}

/// The six methods of `google.cloud.gkeauth.v1.Auth` (Google's page on GKE audit logging).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Method {
    SignCertificate,
    SignServiceAccountJWT,
    IssueInternalClusterCertificate,
    IssueInternalEtcdClientCertificate,
    IssueInternalEtcdPeerCertificate,
    IssueInternalEtcdServerCertificate,
}

impl Method {
    /// All six.
    pub const ALL: [Method; 6] = [
        Method::SignCertificate,
        Method::SignServiceAccountJWT,
        Method::IssueInternalClusterCertificate,
        Method::IssueInternalEtcdClientCertificate,
        Method::IssueInternalEtcdPeerCertificate,
        Method::IssueInternalEtcdServerCertificate,
    ];

    /// Whether it issues for etcd, whose authorities the API server does not trust for clients.
    pub fn is_for_etcd(self) -> bool {
        match self {
            Method::IssueInternalEtcdClientCertificate
            | Method::IssueInternalEtcdPeerCertificate
            | Method::IssueInternalEtcdServerCertificate => true,
            Method::SignCertificate
            | Method::SignServiceAccountJWT
            | Method::IssueInternalClusterCertificate => false,
        }
    }

    /// The last part of the method's full name.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::SignCertificate => "SignCertificate",
            Method::SignServiceAccountJWT => "SignServiceAccountJWT",
            Method::IssueInternalClusterCertificate => "IssueInternalClusterCertificate",
            Method::IssueInternalEtcdClientCertificate => "IssueInternalEtcdClientCertificate",
            Method::IssueInternalEtcdPeerCertificate => "IssueInternalEtcdPeerCertificate",
            Method::IssueInternalEtcdServerCertificate => "IssueInternalEtcdServerCertificate",
        }
    }
}

/// A certificate that CA Service created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certified {
    /// `cert_fingerprint.sha256_hash`
    pub certificate: Fingerprint,
    /// `tbs_certificate_digest`
    pub digest: Option<ToBeSigned>,
    /// Both digests worked out again from `pem_certificate`.
    pub recomputed: Option<Recomputed>,
    /// The CA pool, as `projects/P/locations/L/caPools/C`.
    pub pool: String,
    /// Its lifetime.
    pub validity: Validity,
    /// What the certificate says of its holder.
    pub holder: Box<Holder>,
}

/// The digests of a certificate's own bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recomputed {
    /// SHA-256 of the DER.
    pub certificate: Fingerprint,
    /// The hash that its signature algorithm names, over its TBSCertificate. None for algorithms that sign no digest.
    pub digest: Option<ToBeSigned>,
}

/// What a certificate says of its holder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The subject's common name; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub common_name: String,
    /// The serial number in lower-case hex without leading zeros.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// URIs among the alternative names: SPIFFE IDs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uris: Vec<String>,
    /// What it was signed with, by Cloud KMS' name of the algorithm; empty where the certificate was not at hand.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub algorithm: String,
    /// The key that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// Who issued it, by the name under which `evidence::authority` knows authorities. Only of certificates with URIs and of
    /// authorities: nobody asks it of others.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// Whether it may certify others.
    #[serde(default, skip_serializing_if = "Role::is_end")]
    pub role: Role,
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It ends a chain.
    #[default]
    End,
    /// It certifies others: the `cA` of its basic constraints is set.
    Authority,
}

impl Role {
    fn is_end(&self) -> bool {
        *self == Role::End
    }
}

impl Holder {
    /// Whether it is a workload identity of Google Cloud: one SPIFFE ID and no other URI (X.509-SVID, section 2), and no common name, by
    /// which the API server would know a user.
    pub fn is_workload(&self) -> bool {
        let [uri] = self.uris.as_slice() else {
            return false;
        };
        self.common_name.is_empty() && uri.parse().is_ok_and(|it: SpiffeId| it.is_workload())
    }
}

/// The key in a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// `rsa` or `ec`.
    pub family: String,
    /// Bits of the modulus or of the curve's field.
    pub bits: u32,
}

/// A call to sign a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// `request.digest`
    pub digest: ToBeSigned,
    /// The key version, with the project's id in place of its number.
    pub key: String,
    /// Whether it was done.
    pub outcome: Outcome,
}

/// A certificate as it lay on a VM, by its own bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// SHA-256 of its DER.
    pub certificate: Fingerprint,
    /// What was signed for it. None for algorithms that sign no digest.
    pub digest: Option<ToBeSigned>,
    /// The VM, by the name that whoever looked gave it.
    pub host: String,
    /// Its lifetime.
    pub validity: Validity,
    /// What it says of its holder.
    pub holder: Box<Holder>,
}

/// How a call to sign ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Status 0 or none: the digest was signed.
    Done,
    /// Any other status code (google.rpc.Code): nothing was signed.
    Refused(i32),
}

/// From when to when a credential is good, both ends included; unknown ends are open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Validity {
    /// `notBefore`
    pub from: Option<Timestamp>,
    /// `notAfter`, or a token's `exp`
    pub to: Option<Timestamp>,
}

impl Validity {
    /// Whether it is good at this moment, as far as its ends are known.
    pub fn holds(self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }

    /// The ends that one of two tells; where both tell one, the wider one, which accuses nobody.
    pub fn filled(self, other: Validity) -> Validity {
        let from = [self.from, other.from].into_iter().flatten().min();
        Validity {
            from,
            to: self.to.max(other.to),
        }
    }
}

/// The log's own name of the field in which an identifier stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
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
    /// The name in the log.
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
    /// The log that records events of this kind.
    pub fn source(&self) -> Source {
        match self {
            Event::Requested(_) => Source::Kubernetes,
            Event::Issued(_) => Source::Gke,
            Event::Certified(_) => Source::CaService,
            Event::Signed(_) => Source::Kms,
            Event::Observed(_) => Source::Workload,
        }
    }

    /// The word for it in reports.
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

    /// What did it: the cluster, the CA pool or the key version; the VM where a certificate was seen.
    pub fn resource(&self) -> &str {
        match self {
            Event::Requested(requested) => &requested.cluster,
            Event::Issued(issued) => &issued.cluster,
            Event::Certified(certified) => &certified.pool,
            Event::Signed(signed) => &signed.key,
            Event::Observed(observed) => &observed.host,
        }
    }

    /// What the entry's certificate says of its holder, where there is one.
    pub fn holder(&self) -> Option<&Holder> {
        match self {
            Event::Certified(certified) => Some(&certified.holder),
            Event::Observed(observed) => Some(&observed.holder),
            Event::Requested(_) | Event::Issued(_) | Event::Signed(_) => None,
        }
    }

    /// The user name of its holder by the entry's own word; empty where it does not tell.
    pub fn user(&self) -> &str {
        match self {
            Event::Requested(requested) => &requested.order.holder,
            Event::Certified(certified) => &certified.holder.common_name,
            Event::Issued(_) | Event::Signed(_) | Event::Observed(_) => "",
        }
    }

    /// The credential's lifetime as far as this entry tells it.
    pub fn validity(&self) -> Validity {
        match self {
            Event::Requested(requested) => requested.validity,
            Event::Certified(certified) => certified.validity,
            Event::Observed(observed) => observed.validity,
            Event::Issued(_) | Event::Signed(_) => Validity::default(),
        }
    }

    /// Every identifier that this entry names or whose bytes it carries, and the field it stood in.
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

/// The API server's id of one request: `auditID`, and `insertId` on GKE.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestId {
    /// A UUID, as the API server makes them.
    Uuid([u8; 16]),
    /// Anything else: a caller may choose it by the `Audit-ID` header.
    Other(String),
}

impl RequestId {
    /// Reads an id; one UUID has one spelling only, so the text can be had back.
    pub fn parse(text: &str) -> Self {
        uuid(text).map_or_else(|| RequestId::Other(text.to_owned()), RequestId::Uuid)
    }
}

/// A UUID in the one spelling that can be had back: lower case, with hyphens.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let canonical = text.len() == 36 && !text.bytes().any(|b| b.is_ascii_uppercase());
    let uuid = canonical.then(|| Uuid::try_parse(text).ok())??;
    Some(uuid.into_bytes())
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RequestId::Other(text) => f.write_str(text),
            RequestId::Uuid(bytes) => Uuid::from_bytes(*bytes).fmt(f),
        }
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
