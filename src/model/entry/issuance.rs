//! Records of an issuance: by GKE, by CA Service, and the signature of a key.

use serde::{Deserialize, Serialize};

use super::{Outcome, Validity};
use crate::model::identifier::{CredentialId, Fingerprint, ToBeSigned};
use crate::model::identity::spiffe::SpiffeId;

/// An issuance by `google.cloud.gkeauth.v1.Auth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The method.
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
#[allow(missing_docs, reason = "each is called as in the log")]
pub enum Method {
    SignCertificate,
    SignServiceAccountJWT,
    IssueInternalClusterCertificate,
    IssueInternalEtcdClientCertificate,
    IssueInternalEtcdPeerCertificate,
    IssueInternalEtcdServerCertificate,
}

impl Method {
    /// All methods.
    pub const ALL: [Method; 6] = [
        Method::SignCertificate,
        Method::SignServiceAccountJWT,
        Method::IssueInternalClusterCertificate,
        Method::IssueInternalEtcdClientCertificate,
        Method::IssueInternalEtcdPeerCertificate,
        Method::IssueInternalEtcdServerCertificate,
    ];

    /// Returns whether the method issues for etcd, whose authorities the API server does not trust for clients.
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

    /// Returns the last part of the full name of the method.
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
    /// Both digests, recomputed from `pem_certificate`.
    pub recomputed: Option<Recomputed>,
    /// The CA pool, as `projects/P/locations/L/caPools/C`.
    pub pool: String,
    /// The validity period.
    pub validity: Validity,
    /// The holder in the certificate.
    pub holder: Box<Holder>,
}

/// The digests that are recomputed from the bytes of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recomputed {
    /// SHA-256 of the DER.
    pub certificate: Fingerprint,
    /// The digest of the TBSCertificate, by the hash that the signature algorithm names. `None` for algorithms that sign no digest.
    pub digest: Option<ToBeSigned>,
}

/// The holder in a certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The common name of the subject. Empty if absent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub common_name: String,
    /// The serial number in lower-case hex without leading zeros.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub serial: String,
    /// The URIs among the subject alternative names: SPIFFE IDs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uris: Vec<String>,
    /// The signature algorithm, by the name that Cloud KMS uses. Empty if the certificate is unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub algorithm: String,
    /// The public key of the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// The id of the issuer ([`evidence::issuer`](crate::evidence::issuer)). Set only for certificates with URIs and for CA certificates;
    /// no check needs the issuer of others.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// The id of the CA in its pool, from `issuer_certificate_authority` of CA Service's record. Empty if absent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ca: String,
    /// Whether the certificate is a CA certificate.
    #[serde(default, skip_serializing_if = "Role::is_end")]
    pub role: Role,
}

/// The position of a certificate in a chain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The certificate ends a chain.
    #[default]
    End,
    /// A CA certificate: the `cA` of its basic constraints is set.
    Authority,
}

impl Role {
    fn is_end(&self) -> bool {
        *self == Role::End
    }
}

/// What stands between the name of a pool and the id of a CA in the CA's name.
const OF_POOL: &str = "/certificateAuthorities/";

/// Returns the name of a CA of a pool, by the id of the CA.
pub fn authority_of_pool(pool: &str, id: &str) -> String {
    format!("{pool}{OF_POOL}{id}")
}

/// Returns the pool and the id of a CA, by its name `projects/P/locations/L/caPools/C/certificateAuthorities/ID`. None for another name.
pub fn pool_and_authority(name: &str) -> Option<(&str, &str)> {
    let parts = name.rsplit_once(OF_POOL);
    parts.filter(|(_, id)| !id.contains('/'))
}

impl Certified {
    /// Returns the name of the CA that issued the certificate, if CA Service's record names the CA.
    pub fn authority(&self) -> Option<String> {
        let id = &self.holder.ca;
        let is_named = !id.is_empty() && !self.pool.is_empty();
        is_named.then(|| authority_of_pool(&self.pool, id))
    }
}

impl Holder {
    /// Returns whether the holder is a workload identity of Google Cloud: one SPIFFE ID and no other URI (X.509-SVID, section 2), and no
    /// common name, which the API server would take as a user name.
    pub fn is_workload(&self) -> bool {
        let [uri] = self.uris.as_slice() else {
            return false;
        };
        self.common_name.is_empty() && uri.parse().is_ok_and(|it: SpiffeId| it.is_workload())
    }
}

/// The public key in a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// `rsa` or `ec`.
    pub family: String,
    /// The size in bits of the modulus or of the curve's field.
    pub bits: u32,
}

/// A call to sign a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// `request.digest`
    pub digest: ToBeSigned,
    /// The key version, with the project's id in place of its number.
    pub key: String,
    /// The outcome of the call.
    pub outcome: Outcome,
}

/// A certificate that was found on a VM, by its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// SHA-256 of the DER.
    pub certificate: Fingerprint,
    /// The digest that was signed. `None` for algorithms that sign no digest.
    pub digest: Option<ToBeSigned>,
    /// The VM, by the name that the observer gave.
    pub host: String,
    /// The validity period.
    pub validity: Validity,
    /// The holder in the certificate.
    pub holder: Box<Holder>,
}
