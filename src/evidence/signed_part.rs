//! The digest of the signed part of a certificate, request or revocation list.

use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_parser::x509::AlgorithmIdentifier;

use super::algorithm::hash_named;
use crate::model::identifier::ToBeSigned;

/// Returns the digest of the encoded signed part of a certificate, request or revocation list, by the hash that the signature algorithm
/// names (RFC 5280 section 4.1.1.2).
pub(super) fn to_be_signed(algorithm: &AlgorithmIdentifier<'_>, tbs: &[u8]) -> Option<ToBeSigned> {
    match hash_named(algorithm)? {
        "sha256" => Some(ToBeSigned::Sha256(Sha256::digest(tbs).into())),
        "sha384" => Some(ToBeSigned::Sha384(Sha384::digest(tbs).into())),
        _ => Some(ToBeSigned::Sha512(Sha512::digest(tbs).into())),
    }
}
