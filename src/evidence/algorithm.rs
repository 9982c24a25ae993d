//! The signature algorithm of a certificate, by the name that Cloud KMS uses (<https://cloud.google.com/kms/docs/algorithms>).
//!
//! A certificate names the hash and the padding. The size of the issuer's key follows from the length of the signature.

use x509_parser::certificate::X509Certificate;
use x509_parser::oid_registry as oid;
use x509_parser::public_key::PublicKey as Parsed;
use x509_parser::signature_algorithm::SignatureAlgorithm;
use x509_parser::x509::AlgorithmIdentifier;

use crate::model::entry::PublicKey;

/// Returns a name such as `rsa-sign-pkcs1-3072-sha256` or `ec-sign-p256-sha256`. Returns an empty string for algorithms that Cloud KMS does
/// not have.
pub(super) fn name(certificate: &X509Certificate<'_>) -> String {
    let Ok(algorithm) = SignatureAlgorithm::try_from(&certificate.signature_algorithm) else {
        return String::new();
    };
    let hash = hash_named(&certificate.signature_algorithm);
    let signature = certificate.signature_value.data.as_ref();
    let bits = signature.len() * 8;
    match (algorithm, hash) {
        (SignatureAlgorithm::ED25519, _) => "ec-sign-ed25519".to_owned(),
        (SignatureAlgorithm::RSA, Some(hash)) => format!("rsa-sign-pkcs1-{bits}-{hash}"),
        (SignatureAlgorithm::RSASSA_PSS(_), Some(hash)) => format!("rsa-sign-pss-{bits}-{hash}"),
        (SignatureAlgorithm::ECDSA, Some(hash)) => {
            format!("ec-sign-p{}-{hash}", field_of(signature.len()))
        }
        _ => String::new(),
    }
}

/// Returns the size in bits of the curve's field, by the length of an ECDSA signature: two integers in DER (RFC 3279 section 2.2.3).
fn field_of(length: usize) -> u32 {
    match length {
        0..=72 => 256,
        73..=104 => 384,
        _ => 521,
    }
}

/// Returns the public key of a certificate.
pub(super) fn key(certificate: &X509Certificate<'_>) -> Option<PublicKey> {
    let key = certificate.public_key();
    let (family, bits) = match key.parsed().ok()? {
        Parsed::RSA(rsa) => ("rsa", rsa.key_size()),
        Parsed::EC(point) => ("ec", point.key_size()),
        _ => return None,
    };
    Some(PublicKey {
        family: family.to_owned(),
        bits: u32::try_from(bits).ok()?,
    })
}

/// Returns the hash of a signature algorithm, from its object identifier or its parameters.
pub(super) fn hash_named(algorithm: &AlgorithmIdentifier<'_>) -> Option<&'static str> {
    match SignatureAlgorithm::try_from(algorithm).ok()? {
        SignatureAlgorithm::RSASSA_PSS(parameters) => hash_of(parameters.hash_algorithm_oid()),
        _ => hash_of(&algorithm.algorithm),
    }
}

/// Returns the hash of an algorithm, if its object identifier determines the hash.
fn hash_of(algorithm: &oid::Oid<'_>) -> Option<&'static str> {
    let known = [
        (oid::OID_PKCS1_SHA256WITHRSA, "sha256"),
        (oid::OID_SIG_ECDSA_WITH_SHA256, "sha256"),
        (oid::OID_NIST_HASH_SHA256, "sha256"),
        (oid::OID_PKCS1_SHA384WITHRSA, "sha384"),
        (oid::OID_SIG_ECDSA_WITH_SHA384, "sha384"),
        (oid::OID_NIST_HASH_SHA384, "sha384"),
        (oid::OID_PKCS1_SHA512WITHRSA, "sha512"),
        (oid::OID_SIG_ECDSA_WITH_SHA512, "sha512"),
        (oid::OID_NIST_HASH_SHA512, "sha512"),
    ];
    let named = known.into_iter().find(|(it, _)| it == algorithm);
    named.map(|(_, hash)| hash)
}
