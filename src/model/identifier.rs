//! The identifiers that entries mention: certificates, tokens, and digests that a key was asked to sign.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::digest;
use crate::model::digest::NotADigest;

/// SHA-256 of a DER certificate: `X509SHA256=` of Kubernetes and `cert_fingerprint.sha256_hash` of CA Service (kubernetes/apiserver
/// `pkg/authentication/request/x509/x509.go`; googleapis `privateca/v1/resources.proto`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint(pub [u8; 32]);

/// The digest that a key was asked to sign: of a TBSCertificate (RFC 5280 section 4.1.1) or of a JWT's signing input
/// (RFC 7515 section 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ToBeSigned {
    /// SHA-256, 32 bytes.
    Sha256([u8; 32]),
    /// SHA-384, 48 bytes.
    Sha384([u8; 48]),
    /// SHA-512, 64 bytes.
    Sha512([u8; 64]),
    /// A name for one call to sign whose entry has neither digest nor data. The name is computed from the call and is unique to the call.
    Unknown([u8; 16]),
}

/// The `jti` claim of a token: opaque text, a UUID where the API server minted it (RFC 7519 section 4.1.7).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Jti(String);

/// The id of a credential, as the annotation `authentication.kubernetes.io/credential-id` holds the id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum CredentialId {
    /// `X509SHA256=<hex>`
    Certificate(Fingerprint),
    /// `JTI=<id>`
    Token(Jti),
    /// Any other text, which a front proxy wrote and which is kept unchanged.
    Other(String),
}

/// A node of the lineage graph.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identifier {
    /// A certificate, a token, or a malformed id.
    Credential(CredentialId),
    /// The digest that a key was asked to sign.
    Digest(ToBeSigned),
}

impl ToBeSigned {
    /// Returns the name of the hash, such as `sha256`, which is also the name of the field in Cloud KMS.
    pub fn hash(&self) -> &'static str {
        match self {
            ToBeSigned::Sha256(_) => "sha256",
            ToBeSigned::Sha384(_) => "sha384",
            ToBeSigned::Sha512(_) => "sha512",
            ToBeSigned::Unknown(_) => "unknown",
        }
    }

    /// Returns the bytes. A digest has 32, 48 or 64 bytes, which determine the hash; the name of an unknown call has 16 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            ToBeSigned::Sha256(bytes) => bytes,
            ToBeSigned::Sha384(bytes) => bytes,
            ToBeSigned::Sha512(bytes) => bytes,
            ToBeSigned::Unknown(bytes) => bytes,
        }
    }

    /// Returns the digest of 32, 48 or 64 bytes, or the name of an unknown call of 16 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let sha256 = || bytes.try_into().ok().map(ToBeSigned::Sha256);
        let sha384 = || bytes.try_into().ok().map(ToBeSigned::Sha384);
        let sha512 = || bytes.try_into().ok().map(ToBeSigned::Sha512);
        let unknown = || bytes.try_into().ok().map(ToBeSigned::Unknown);
        sha256().or_else(sha384).or_else(sha512).or_else(unknown)
    }

    /// Parses the field `digest.sha256` of Cloud KMS.
    pub fn sha256(text: &str) -> Result<Self, NotADigest> {
        digest::read(text)
            .map(ToBeSigned::Sha256)
            .ok_or_else(|| NotADigest::new("32", text))
    }

    /// Parses the field `digest.sha384` of Cloud KMS.
    pub fn sha384(text: &str) -> Result<Self, NotADigest> {
        digest::read(text)
            .map(ToBeSigned::Sha384)
            .ok_or_else(|| NotADigest::new("48", text))
    }

    /// Parses the field `digest.sha512` of Cloud KMS.
    pub fn sha512(text: &str) -> Result<Self, NotADigest> {
        digest::read(text)
            .map(ToBeSigned::Sha512)
            .ok_or_else(|| NotADigest::new("64", text))
    }
}

impl FromStr for ToBeSigned {
    type Err = NotADigest;

    /// Parses a digest. The length determines the hash. 64 hex digits are SHA-256, although 64 characters of base64 could be SHA-384.
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        ToBeSigned::sha256(text)
            .or_else(|_| ToBeSigned::sha384(text))
            .or_else(|_| ToBeSigned::sha512(text))
            .map_err(|_| NotADigest::new("32, 48 or 64", text))
    }
}

impl fmt::Display for ToBeSigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.as_bytes()))
    }
}

impl FromStr for Fingerprint {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        digest::read(text)
            .map(Fingerprint)
            .ok_or_else(|| NotADigest::new("32", text))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl Jti {
    /// Returns the id of a token. Returns `None` for empty text.
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Jti(text.to_owned()))
    }

    /// Returns the id as the token spells the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CredentialId {
    /// Parses a credential id as an API server writes the id: 64 lower-case hex digits (Go's `hex.EncodeToString`, kubernetes/apiserver
    /// `pkg/authentication/request/x509/x509.go`), or the id of a token without blanks around the id. No authenticator writes another
    /// spelling, which is kept unchanged as [`CredentialId::Other`].
    pub fn parse(text: &str) -> Self {
        let certificate = || {
            let hex = text.strip_prefix("X509SHA256=")?;
            let is_lower = !hex.bytes().any(|it| it.is_ascii_uppercase());
            let bytes = digest::read_digits(hex).filter(|_| is_lower)?;
            Some(CredentialId::Certificate(Fingerprint(bytes)))
        };
        let token = || {
            let jti = text.strip_prefix("JTI=").filter(|it| it.trim() == *it)?;
            Some(CredentialId::Token(Jti::new(jti)?))
        };
        certificate()
            .or_else(token)
            .unwrap_or_else(|| CredentialId::Other(text.to_owned()))
    }

    /// Parses a credential id in any spelling: prefixes and digits in any case, blanks around either, and all notations of a digest.
    pub fn meant(text: &str) -> Option<Self> {
        let (form, id) = text.trim().split_once('=')?;
        let (form, id) = (form.trim_end(), id.trim());
        if form.eq_ignore_ascii_case("X509SHA256") {
            id.parse().ok().map(CredentialId::Certificate)
        } else if form.eq_ignore_ascii_case("JTI") {
            Jti::new(id).map(CredentialId::Token)
        } else {
            None
        }
    }
}

impl fmt::Display for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CredentialId::Certificate(fingerprint) => write!(f, "X509SHA256={fingerprint}"),
            CredentialId::Token(jti) => write!(f, "JTI={}", jti.as_str()),
            CredentialId::Other(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Identifier::Credential(credential) => credential.fmt(f),
            Identifier::Digest(digest) => write!(f, "TBS={digest}"),
        }
    }
}

impl From<Fingerprint> for Identifier {
    fn from(fingerprint: Fingerprint) -> Self {
        Identifier::Credential(CredentialId::Certificate(fingerprint))
    }
}

impl From<CredentialId> for Identifier {
    fn from(credential: CredentialId) -> Self {
        Identifier::Credential(credential)
    }
}

impl From<ToBeSigned> for Identifier {
    fn from(digest: ToBeSigned) -> Self {
        Identifier::Digest(digest)
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = NotADigest;

    fn try_from(text: String) -> Result<Self, NotADigest> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}

impl TryFrom<String> for ToBeSigned {
    type Error = NotADigest;

    /// Reads what [`fmt::Display`] writes.
    fn try_from(text: String) -> Result<Self, NotADigest> {
        let bytes = hex::decode(&text).ok();
        let digest = bytes.and_then(|it| ToBeSigned::from_bytes(&it));
        digest.ok_or_else(|| NotADigest::new("16, 32, 48 or 64", &text))
    }
}

impl From<ToBeSigned> for String {
    fn from(digest: ToBeSigned) -> Self {
        digest.to_string()
    }
}

impl From<String> for CredentialId {
    fn from(text: String) -> Self {
        CredentialId::parse(&text)
    }
}

impl From<CredentialId> for String {
    fn from(credential: CredentialId) -> Self {
        credential.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_id_of_neither_form_is_kept_as_it_stands() {
        for text in [
            "",
            "JTI=",
            "X509SHA256=abc",
            "x509sha256=00",
            "whoami \"quoted\" \\ back",
        ] {
            assert_eq!(
                CredentialId::parse(text),
                CredentialId::Other(text.to_owned())
            );
        }
    }

    #[test]
    fn another_spelling_is_another_id_that_resembles_the_first() {
        let [lower, upper] = [hex::encode([0xab; 32]), hex::encode_upper([0xab; 32])];
        let certificate = CredentialId::parse(&format!("X509SHA256={lower}"));
        assert_eq!(certificate.to_string(), format!("X509SHA256={lower}"));
        for other in [
            format!("X509SHA256={upper}"),
            format!("x509sha256={lower}"),
            format!(" X509SHA256={lower}"),
            format!("X509SHA256= {lower}\n"),
        ] {
            assert_eq!(
                CredentialId::parse(&other),
                CredentialId::Other(other.clone())
            );
            assert_eq!(CredentialId::meant(&other), Some(certificate.clone()));
        }
        let token = CredentialId::parse("JTI=a b");
        assert!(matches!(token, CredentialId::Token(_)));
        for other in ["JTI= a b", "JTI=a b\t", "jti=a b", " JTI =a b"] {
            assert_eq!(
                CredentialId::parse(other),
                CredentialId::Other(other.to_owned())
            );
            assert_eq!(CredentialId::meant(other), Some(token.clone()));
        }
        for other in ["", "JTI=", "JTI= ", "X509SHA256=ab", "whoami=1"] {
            assert_eq!(CredentialId::meant(other), None);
        }
    }

    #[test]
    fn the_length_of_a_digest_tells_its_hash() {
        for bytes in [32, 48, 64] {
            let digest: ToBeSigned = "5a".repeat(bytes).parse().unwrap();
            assert_eq!(digest.as_bytes().len(), bytes);
            assert_eq!(ToBeSigned::from_bytes(digest.as_bytes()), Some(digest));
        }
        assert!("5a".repeat(20).parse::<ToBeSigned>().is_err());
    }
}
