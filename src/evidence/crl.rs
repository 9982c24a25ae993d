//! Revocations, from revocation lists and from the log of CA Service.

use jiff::Timestamp;
use x509_parser::der_parser::oid;
use x509_parser::extensions::{ParsedExtension, X509Extension};
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::{CertificateRevocationList, RevokedCertificate};
use x509_parser::x509::ReasonCode;

use super::certificate::{moment, serial};
use super::issuer::Issuer;
use super::pending_signature::PendingSignature;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::evidence::signed_part::to_be_signed;
use crate::model::identifier::{Fingerprint, ToBeSigned};

/// A revocation list (RFC 5280 section 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationList {
    /// The issuer of the list and of all certificates that the list names.
    pub issuer: Issuer,
    /// The digest of the signed part.
    pub digest: Option<ToBeSigned>,
    /// The signature of the issuer.
    pub pending: Option<PendingSignature>,
    /// The certificates of which the list is.
    pub covers: Covered,
    /// The revoked certificates.
    pub revoked: Vec<RevokedSerial>,
}

/// The certificates of which a revocation list is (RFC 5280 section 5.2.5). The serial numbers of a list say nothing of other certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Covered {
    /// All certificates of the issuer.
    All,
    /// All but those of authorities (`onlyContainsUserCerts`).
    EndEntities,
    /// Those of authorities (`onlyContainsCACerts`).
    Authorities,
}

/// One entry of a revocation list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedSerial {
    /// The serial number of the certificate, in lower-case hex without leading zeros.
    pub serial: String,
    /// The time of the revocation.
    pub at: Timestamp,
    /// Whether the revocation can be undone.
    pub lasting: Lasting,
}

/// Whether a revocation can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Lasting {
    /// The revocation is final.
    ForEver,
    /// `certificateHold`: the revocation may be undone.
    OnHold,
}

/// A revocation from `RevokeCertificate` in the log of CA Service, or from `revocationDetails` of a certificate that CA Service lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// The certificate, if the record has its fingerprint or bytes.
    pub certificate: Option<Fingerprint>,
    /// The serial number of the certificate, or the last part of its resource name as `certificates/ID`.
    pub called: String,
    /// The CA pool, as `projects/P/locations/L/caPools/C`.
    pub pool: String,
    /// The time of the revocation.
    pub at: Timestamp,
    /// Whether the revocation can be undone.
    pub lasting: Lasting,
}

impl RevocationList {
    /// Reads a DER revocation list. Returns `None` for other bytes.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        let (_, list) = CertificateRevocationList::from_der(der).ok()?;
        let tbs = list.tbs_cert_list.as_ref();
        let covers = covered(&list).filter(|_| !is_not_understood(&list));
        let revoked = match covers {
            None => Vec::new(),
            Some(_) => {
                let all = list.iter_revoked_certificates();
                all.filter_map(revoked_serial).collect()
            }
        };
        Some(RevocationList {
            issuer: Issuer::of(list.issuer().as_raw(), list.extensions()),
            digest: to_be_signed(&list.signature_algorithm, tbs),
            pending: PendingSignature::of(&list.signature_algorithm, &list.signature_value, tbs),
            covers: covers.unwrap_or(Covered::All),
            revoked,
        })
    }

    /// Returns what distinguishes the list from others with the same signed part: SHA-256 over what was signed and the signature.
    pub fn with_signature(&self) -> ToBeSigned {
        let mut both = Sha256::new();
        if let Some(pending) = &self.pending {
            both.update(&pending.message);
            both.update(&pending.signature);
        }
        ToBeSigned::Sha256(both.finalize().into())
    }
}

/// Returns of which certificates a revocation list is. None if it is of no certificates of its issuer alone, or says that it is of two kinds,
/// which RFC 5280 section 5.2.5 forbids. A list of some reasons only (`onlySomeReasons`) does revoke what it names (section 6.3.3, step i):
/// only its silence on a certificate proves less than that of another list.
fn covered(list: &CertificateRevocationList<'_>) -> Option<Covered> {
    if is_of_other_certificates(list) {
        return None;
    }
    let mut covered = Some(Covered::All);
    for extension in list.extensions() {
        if let ParsedExtension::IssuingDistributionPoint(it) = extension.parsed_extension() {
            covered = match (it.only_contains_user_certs, it.only_contains_ca_certs) {
                (false, false) => covered,
                (true, false) => Some(Covered::EndEntities),
                (false, true) => Some(Covered::Authorities),
                (true, true) => return None,
            };
        }
    }
    covered
}

/// Returns whether a revocation list is indirect or of attribute certificates (RFC 5280 section 5.2.5). An indirect list also revokes
/// certificates of other issuers, and attribute certificates have serial numbers of their own; none of the entries are used.
fn is_of_other_certificates(list: &CertificateRevocationList<'_>) -> bool {
    let certificate_issuer = oid!(2.5.29.29);
    let is_other = list
        .extensions()
        .iter()
        .any(|it| match it.parsed_extension() {
            ParsedExtension::IssuingDistributionPoint(it) => {
                it.indirect_crl || it.only_contains_attribute_certs
            }
            _ => false,
        });
    is_other
        || list
            .iter_revoked_certificates()
            .any(|it| it.find_extension(&certificate_issuer).is_some())
}

/// Returns whether a revocation list or one of its entries has a critical extension that is not known here. Such a list must not be used
/// (RFC 5280 sections 5.2 and 5.3).
fn is_not_understood(list: &CertificateRevocationList<'_>) -> bool {
    let is_unknown = |it: &X509Extension<'_>| {
        let parsed = it.parsed_extension();
        let known = !parsed.unsupported() && parsed.error().is_none();
        it.critical && !known && it.oid != oid!(2.5.29.27) // a delta lists revocations as any list does (section 5.2.4)
    };
    let mut entries = list.iter_revoked_certificates();
    list.extensions().iter().any(is_unknown)
        || entries.any(|it| it.extensions().iter().any(is_unknown))
}

fn revoked_serial(revoked: &RevokedCertificate<'_>) -> Option<RevokedSerial> {
    let reason = revoked.reason_code().map(|(_, reason)| reason);
    if reason == Some(ReasonCode::RemoveFromCRL) {
        return None;
    }
    let lasting = if reason == Some(ReasonCode::CertificateHold) {
        Lasting::OnHold
    } else {
        Lasting::ForEver
    };
    Some(RevokedSerial {
        serial: serial(&hex::encode(revoked.raw_serial())),
        at: moment(revoked.revocation_date.timestamp()),
        lasting,
    })
}
