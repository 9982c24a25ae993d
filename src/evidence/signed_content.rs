//! The content that a key signed as `data` in place of `digest` (Cloud KMS, `AsymmetricSignRequest`), which Cloud KMS hashes.
//!
//! The log does not name the hash. Content that a credential could have names the hash: a token in its header (RFC 7515 section 4.1.1), a
//! certificate and a revocation list in their signed part, which must name the signature algorithm (RFC 5280 sections 4.1.2.3 and 5.1.2.2).
//! Content without a named hash is no credential and is identified by its SHA-256.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use sha2::{Digest as _, Sha256, Sha384, Sha512};
use x509_parser::certificate::TbsCertificate;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::TbsCertList;

use crate::evidence::signed_part::to_be_signed;
use crate::model::digest::decode_base64;
use crate::model::identifier::ToBeSigned;

/// Returns the digest of the field `data`.
pub fn digest_of_field(text: &str) -> ToBeSigned {
    let readings = readings(text);
    let named = readings.iter().find_map(|it| digest_named_by(it));
    let first = || readings.first().map_or(text.as_bytes(), Vec::as_slice);
    named.unwrap_or_else(|| ToBeSigned::Sha256(Sha256::digest(first()).into()))
}

/// Returns the bytes that a text may encode, the likeliest first. The API writes base64; KMS has been seen to log hex where its API has
/// base64; any other text is taken as its own bytes.
fn readings(text: &str) -> Vec<Vec<u8>> {
    let text = text.trim();
    let decoded = [hex::decode(text).ok(), decode_base64(text)];
    let itself = Some(text.as_bytes().to_vec());
    decoded.into_iter().chain([itself]).flatten().collect()
}

/// Returns the digest by the hash that the content names. Returns `None` if the content names none.
fn digest_named_by(content: &[u8]) -> Option<ToBeSigned> {
    of_token(content)
        .or_else(|| of_certificate(content))
        .or_else(|| of_revocation_list(content))
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// Returns the digest of a token. The names of algorithms end in the bits of their hash (RFC 7518 section 3.1).
fn of_token(content: &[u8]) -> Option<ToBeSigned> {
    let dot = content.iter().position(|it| *it == b'.')?;
    let header = URL_SAFE_NO_PAD.decode(content.get(..dot)?).ok()?;
    let header: Header = serde_json::from_slice(&header).ok()?;
    match header.alg.get(2..)? {
        "256" => Some(ToBeSigned::Sha256(Sha256::digest(content).into())),
        "384" => Some(ToBeSigned::Sha384(Sha384::digest(content).into())),
        "512" => Some(ToBeSigned::Sha512(Sha512::digest(content).into())),
        _ => None,
    }
}

fn of_certificate(content: &[u8]) -> Option<ToBeSigned> {
    let (_, tbs) = TbsCertificate::from_der(content).ok()?;
    to_be_signed(&tbs.signature, content)
}

fn of_revocation_list(content: &[u8]) -> Option<ToBeSigned> {
    let (_, tbs) = TbsCertList::from_der(content).ok()?;
    to_be_signed(&tbs.signature, content)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn signing_input(algorithm: &str) -> String {
        let encoded = |json: String| URL_SAFE_NO_PAD.encode(json);
        let header = encoded(format!(r#"{{"alg":"{algorithm}"}}"#));
        format!("{header}.{}", encoded(r#"{"jti":"x"}"#.to_owned()))
    }

    #[test]
    fn a_token_names_its_hash_in_every_notation_of_the_field() {
        let input = signing_input("ES512");
        let expected = ToBeSigned::Sha512(Sha512::digest(&input).into());
        for field in [STANDARD.encode(&input), hex::encode(&input), input.clone()] {
            assert_eq!(digest_of_field(&field), expected, "{field}");
        }
        let input = signing_input("EdDSA");
        let expected = ToBeSigned::Sha256(Sha256::digest(&input).into());
        assert_eq!(digest_of_field(&input), expected);
    }

    #[test]
    fn what_names_no_hash_is_known_by_its_sha256() {
        let expected = |content: &[u8]| ToBeSigned::Sha256(Sha256::digest(content).into());
        assert_eq!(digest_of_field("aGVsbG8h"), expected(b"hello!"));
        assert_eq!(digest_of_field("68656c6c6f"), expected(b"hello"));
        assert_eq!(digest_of_field("*"), expected(b"*"));
    }
}
