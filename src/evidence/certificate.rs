//! Certificates, and the facts that are recomputed from their bytes.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use x509_parser::asn1_rs::{Any, Tag};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, ParsedExtension};
use x509_parser::x509::X509Name;

use super::algorithm;
use super::compared_name::ComparedName;
use super::issuer::{Authority, AuthorityId, Issuer};
use super::item::EvidenceItem;
use super::pending_signature::{KeyVerdict, PendingSignature};
use super::signed_part::to_be_signed;
use serde::{Deserialize, Serialize};

use crate::model::entry::{Holder, Recomputed, Role, Validity};
use crate::model::identifier::Fingerprint;

/// The content of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The fingerprint and the digest of the signed part.
    pub recomputed: Recomputed,
    /// The validity period.
    pub validity: Validity,
    /// The holder.
    pub holder: Holder,
    /// The issuer and its signature. `None` if the certificate cannot be parsed.
    pub issuance: Option<Issuance>,
    /// The authority with its key, if this is a CA certificate.
    pub authority: Option<Authority>,
}

/// The issuer of a certificate, and its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuance {
    /// The issuer that the certificate names.
    pub issuer: Issuer,
    /// The signature of the issuer. `None` for unknown algorithms.
    pub pending: Option<PendingSignature>,
}

/// The issuer of a certificate, with the signature if no key has verified the signature yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// The certificate.
    pub certificate: Fingerprint,
    /// The key identifier of the issuer, else the name of the issuer.
    pub issuer: AuthorityId,
    /// The name of the issuer, as it is compared.
    pub compared: ComparedName,
    /// The unverified signature, and the authority whose key will verify the signature.
    pub open: Option<(AuthorityId, PendingSignature)>,
}

impl Certificate {
    /// Reads the first certificate of a PEM text, or a DER certificate. Returns `None` if the bytes are neither.
    ///
    /// A certificate that cannot be parsed still has its fingerprint.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.first() == Some(&0x30) {
            return Some(Certificate::from_der(bytes));
        }
        let (_, pem) = x509_parser::pem::parse_x509_pem(bytes).ok()?;
        (pem.label == "CERTIFICATE").then(|| Certificate::from_der(&pem.contents))
    }

    /// Reads all certificates of a PEM text. Other PEM blocks are skipped.
    pub fn read_all(pem: &[u8]) -> Vec<Self> {
        x509_parser::pem::Pem::iter_from_buffer(pem)
            .filter_map(Result::ok)
            .filter(|it| it.label == "CERTIFICATE")
            .map(|it| Certificate::from_der(&it.contents))
            .collect()
    }

    /// Returns whether the certificate could be parsed. Else nothing but its fingerprint is known.
    pub fn is_parsed(&self) -> bool {
        self.issuance.is_some()
    }

    /// Returns whether the certificate is a self-signed CA certificate.
    pub fn is_own(&self) -> bool {
        let (Some(issuance), Some(authority)) = (&self.issuance, &self.authority) else {
            return false;
        };
        let holds = |pending: &PendingSignature| {
            pending.against(&authority.public_key) == KeyVerdict::Holds
        };
        issuance.issuer.name == authority.name && issuance.pending.as_ref().is_some_and(holds)
    }

    /// Returns whether `der` are the bytes of the certificate.
    pub fn is_of(&self, der: &[u8]) -> bool {
        self.recomputed.certificate.0 == <[u8; 32]>::from(Sha256::digest(der))
    }

    /// Returns the evidence item of a CA certificate that accompanies a certificate.
    pub fn as_authority(&self) -> EvidenceItem {
        if self.is_own() {
            EvidenceItem::OwnCertificate(self.recomputed)
        } else {
            EvidenceItem::AuthorityCertificate(self.recomputed)
        }
    }

    /// Returns the issuer of the certificate, after the keys of `chain` were tried on the signature.
    pub fn issued(&self, chain: &[Authority]) -> Option<Issued> {
        let Issuance { issuer, pending } = self.issuance.as_ref()?;
        let tried = pending
            .as_ref()
            .map(|pending| tried(issuer, pending, chain));
        Some(Issued {
            certificate: self.recomputed.certificate,
            issuer: issuer.id().clone(),
            compared: issuer.compared,
            open: tried.flatten(),
        })
    }

    /// Reads a DER certificate. Bytes that cannot be parsed still have a fingerprint.
    pub fn from_der(der: &[u8]) -> Self {
        let parsed = X509Certificate::from_der(der)
            .ok()
            .map(|(_, parsed)| parsed);
        let parsed = parsed.as_ref();
        let recomputed = Recomputed {
            certificate: Fingerprint(Sha256::digest(der).into()),
            digest: parsed
                .and_then(|it| to_be_signed(&it.signature_algorithm, it.tbs_certificate.as_ref())),
        };
        Certificate {
            recomputed,
            validity: parsed.map(validity).unwrap_or_default(),
            holder: parsed.map(holder).unwrap_or_default(),
            issuance: parsed.map(issuance),
            authority: parsed
                .filter(|it| it.is_ca())
                .map(|it| authority(it, recomputed)),
        }
    }
}

/// Returns the signature unless a key of `chain` verifies the signature. If an authority of `chain` may be the issuer and its key fails,
/// the signature stays open under this key, else under the id of the issuer.
fn tried(
    issuer: &Issuer,
    pending: &PendingSignature,
    chain: &[Authority],
) -> Option<(AuthorityId, PendingSignature)> {
    let mut suspect = issuer.id().clone();
    for authority in chain.iter().filter(|it| it.may_be(issuer)) {
        match pending.against(&authority.public_key) {
            KeyVerdict::Holds => return None,
            KeyVerdict::Fails => suspect = AuthorityId::of_public_key(&authority.public_key),
            KeyVerdict::Unsupported => {}
        }
    }
    Some((suspect, pending.clone()))
}

fn issuance(certificate: &X509Certificate<'_>) -> Issuance {
    Issuance {
        issuer: issuer(certificate),
        pending: PendingSignature::of(
            &certificate.signature_algorithm,
            &certificate.signature_value,
            certificate.tbs_certificate.as_ref(),
        ),
    }
}

fn issuer(certificate: &X509Certificate<'_>) -> Issuer {
    Issuer::of(certificate.issuer().as_raw(), certificate.extensions())
}

fn authority(certificate: &X509Certificate<'_>, recomputed: Recomputed) -> Authority {
    let mut extensions = certificate.extensions().iter();
    let key = extensions.find_map(|it| match it.parsed_extension() {
        ParsedExtension::SubjectKeyIdentifier(it) => Some(AuthorityId::of_key(it.0)),
        _ => None,
    });
    Authority {
        key,
        name: AuthorityId::of_name(certificate.subject().as_raw()),
        public_key: certificate.public_key().raw.to_vec(),
        certificate: recomputed,
        issuer: issuer(certificate),
        subject: certificate.subject().to_string(),
        validity: validity(certificate),
        pool: None,
    }
}

fn validity(certificate: &X509Certificate<'_>) -> Validity {
    let validity = certificate.validity();
    Validity {
        from: Some(moment(validity.not_before.timestamp())),
        to: Some(moment(validity.not_after.timestamp())),
    }
}

/// Returns the nearest time that jiff and the database can represent. 99991231235959Z, which means no end (RFC 5280 section 4.1.2.5), is
/// behind the last time of jiff; databases store 64-bit nanoseconds, from 1677 on.
pub(super) fn moment(seconds: i64) -> Timestamp {
    let first = Timestamp::from_nanosecond(i64::MIN.into()).unwrap_or(Timestamp::MIN);
    let last = Timestamp::MAX;
    let nearest = seconds.clamp(first.as_second(), last.as_second());
    Timestamp::from_second(nearest).unwrap_or(last)
}

fn holder(certificate: &X509Certificate<'_>) -> Holder {
    let uris = uris(certificate);
    let role = if certificate.is_ca() {
        Role::Authority
    } else {
        Role::End
    };
    let names_issuer = !uris.is_empty() || role == Role::Authority;
    Holder {
        common_name: common_name(certificate.subject()),
        serial: serial(&hex::encode(certificate.raw_serial())),
        role,
        issuer: if names_issuer {
            issuer(certificate).id().to_string()
        } else {
            String::new()
        },
        ca: String::new(),
        uris,
        algorithm: algorithm::name(certificate),
        key: algorithm::key(certificate),
    }
}

/// Returns the common name that the API server uses: the last of several, of any string type (Go's `pkix.Name`).
fn common_name(subject: &X509Name<'_>) -> String {
    let names = subject.iter_common_name().map(|it| text(it.attr_value()));
    names.filter(|it| !it.is_empty()).last().unwrap_or_default()
}

/// Returns a string of any ASN.1 string type. Bytes that do not decode become replacement characters, so that a damaged name is not an
/// absent name.
fn text(value: &Any<'_>) -> String {
    if value.header.tag() == Tag::BmpString {
        let (units, _) = value.data.as_chunks::<2>();
        let units = units.iter().map(|it| u16::from_be_bytes(*it));
        return char::decode_utf16(units)
            .map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
    }
    String::from_utf8_lossy(value.data).into_owned()
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

/// Returns a serial number in the notation that is compared: lower-case hex, without colons and leading zeros.
pub fn serial(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    digits.trim_start_matches('0').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tag and the bytes of a common name.
    type Named<'n> = (u8, &'n [u8]);

    /// Returns a subject with these common names.
    fn subject(names: &[Named<'_>]) -> Vec<u8> {
        let wrapped = |tag: u8, inside: Vec<u8>| [vec![tag, inside.len() as u8], inside].concat();
        let names = names.iter().map(|(tag, bytes)| {
            let name = [vec![6, 3, 0x55, 4, 3], wrapped(*tag, bytes.to_vec())].concat();
            wrapped(0x31, wrapped(0x30, name))
        });
        wrapped(0x30, names.collect::<Vec<_>>().concat())
    }

    #[test]
    fn a_common_name_is_seen_in_whatever_string_it_stands() {
        let wide: Vec<u8> = "admin".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases: [(&[Named<'_>], &str); 6] = [
            (&[(0x1e, &wide)], "admin"),
            (&[(0x14, b"admin")], "admin"),
            (&[(0x0c, b"admin"), (0x0c, b"")], "admin"),
            (&[(0x0c, b"first"), (0x13, b"last")], "last"),
            (&[(0x0c, b"\xff")], "\u{fffd}"),
            (&[], ""),
        ];
        for (names, expected) in cases {
            let subject = subject(names);
            let (_, subject) = X509Name::from_der(&subject).expect("a name");
            assert_eq!(common_name(&subject), expected);
        }
    }

    #[test]
    fn an_end_past_all_time_is_the_last_moment() {
        let no_end = 253_402_300_799; // 99991231235959Z
        assert_eq!(moment(no_end).as_second(), Timestamp::MAX.as_second());
        assert_eq!(moment(i64::MAX), moment(no_end));
        assert_eq!(moment(0), Timestamp::UNIX_EPOCH);
        let year_1 = -62_135_596_800;
        assert_eq!(moment(year_1).as_nanosecond(), -9_223_372_036_000_000_000);
    }
}
