//! Certificates: what can be worked out again from their bytes.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::signature_algorithm::SignatureAlgorithm;

use super::algorithm::{self, hash_of};
use crate::entry::{Holder, Recomputed, Validity};
use crate::identifier::{Fingerprint, ToBeSigned};

/// A certificate's own word on itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its digests.
    pub recomputed: Recomputed,
    /// Its lifetime.
    pub validity: Validity,
    /// Its holder.
    pub holder: Holder,
}

impl Certificate {
    /// Reads the first certificate of a PEM text, or DER bytes. None where neither is there.
    ///
    /// A certificate that cannot be parsed still has its fingerprint.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.first() == Some(&0x30) {
            return Some(Certificate::from_der(bytes));
        }
        let (_, pem) = x509_parser::pem::parse_x509_pem(bytes).ok()?;
        (pem.label == "CERTIFICATE").then(|| Certificate::from_der(&pem.contents))
    }

    fn from_der(der: &[u8]) -> Self {
        let parsed = X509Certificate::from_der(der)
            .ok()
            .map(|(_, parsed)| parsed);
        let parsed = parsed.as_ref();
        Certificate {
            recomputed: Recomputed {
                certificate: Fingerprint(Sha256::digest(der).into()),
                digest: parsed.and_then(to_be_signed),
            },
            validity: parsed.map(validity).unwrap_or_default(),
            holder: parsed.map(holder).unwrap_or_default(),
        }
    }
}

/// The digest of the TBSCertificate as it stands in the certificate, by the hash that the signature algorithm names (RFC 5280
/// section 4.1.1.2).
fn to_be_signed(certificate: &X509Certificate<'_>) -> Option<ToBeSigned> {
    let tbs = certificate.tbs_certificate.as_ref();
    match hash_named(certificate)? {
        "sha256" => Some(ToBeSigned::Sha256(Sha256::digest(tbs).into())),
        "sha384" => Some(ToBeSigned::Sha384(Sha384::digest(tbs).into())),
        _ => Some(ToBeSigned::Sha512(Sha512::digest(tbs).into())),
    }
}

/// The hash that the signature algorithm names, in its own name or in its parameters.
pub(super) fn hash_named(certificate: &X509Certificate<'_>) -> Option<&'static str> {
    let algorithm = &certificate.signature_algorithm;
    match SignatureAlgorithm::try_from(algorithm).ok()? {
        SignatureAlgorithm::RSASSA_PSS(parameters) => hash_of(parameters.hash_algorithm_oid()),
        _ => hash_of(&algorithm.algorithm),
    }
}

fn validity(certificate: &X509Certificate<'_>) -> Validity {
    let moment = |seconds| Timestamp::from_second(seconds).ok();
    let validity = certificate.validity();
    Validity {
        from: moment(validity.not_before.timestamp()),
        to: moment(validity.not_after.timestamp()),
    }
}

fn holder(certificate: &X509Certificate<'_>) -> Holder {
    let common_name = certificate
        .subject()
        .iter_common_name()
        .next()
        .and_then(|it| it.as_str().ok());
    Holder {
        common_name: common_name.unwrap_or_default().to_owned(),
        serial: serial(&hex::encode(certificate.raw_serial())),
        uris: uris(certificate),
        algorithm: algorithm::name(certificate),
        key: algorithm::key(certificate),
    }
}

fn uris(certificate: &X509Certificate<'_>) -> Vec<String> {
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names
        .map(|it| it.value.general_names.as_slice())
        .unwrap_or_default();
    let uris = names.iter().filter_map(|name| {
        if let GeneralName::URI(uri) = name {
            Some((*uri).to_owned())
        } else {
            None
        }
    });
    uris.collect()
}

/// A serial number in the one notation that is compared: lower-case hex, no colons, no leading zeros.
pub fn serial(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    digits.trim_start_matches('0').to_ascii_lowercase()
}
