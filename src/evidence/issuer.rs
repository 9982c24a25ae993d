//! Certificate authorities, and the ids by which certificates and revocation lists refer to their issuers.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::compared_name::ComparedName;
use crate::model::entry::{Recomputed, Validity};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use sha2::{Digest as _, Sha256};
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::{FromDer, X509Extension};
use x509_parser::x509::SubjectPublicKeyInfo;

/// An id of an authority: the identifier of its key (RFC 5280 section 4.2.1.1), or its distinguished name if the key identifier is unknown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AuthorityId(String);

impl AuthorityId {
    /// Returns the id of a key identifier.
    pub fn of_key(identifier: &[u8]) -> Self {
        AuthorityId(format!("key:{}", hex::encode(identifier)))
    }

    /// Returns the id of a distinguished name in DER.
    pub fn of_name(name: &[u8]) -> Self {
        AuthorityId(format!("name:{}", hex::encode(Sha256::digest(name))))
    }

    /// Returns the id of a public key (SubjectPublicKeyInfo, DER), for records that contain the key.
    pub fn of_public_key(key: &[u8]) -> Self {
        AuthorityId(format!("spki:{}", hex::encode(Sha256::digest(key))))
    }

    /// Returns whether the id is worked out from this public key (SubjectPublicKeyInfo, DER), by SHA-1 (RFC 5280 section 4.2.1.2, method 1)
    /// or the first 160 bits of SHA-256 (RFC 7093 section 2, method 1) over the key's bits, or over all of it. No other key has such an id.
    pub fn is_worked_out_from(&self, key: &[u8]) -> bool {
        if *self == AuthorityId::of_public_key(key) {
            return true;
        }
        let Ok((_, parsed)) = SubjectPublicKeyInfo::from_der(key) else {
            return false;
        };
        let bits = &parsed.subject_public_key.data;
        let sha1 = digest(&SHA1_FOR_LEGACY_USE_ONLY, bits);
        let sha256 = Sha256::digest(bits);
        let cut = sha256.get(..20).unwrap_or_default();
        [sha1.as_ref(), cut]
            .iter()
            .any(|it| *self == AuthorityId::of_key(it))
    }

    /// Returns the id that the database stores as this text.
    pub(crate) fn stored(text: String) -> Self {
        AuthorityId(text)
    }

    /// Returns the id as the database stores the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AuthorityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The issuer that a certificate or revocation list names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// The authority key identifier, if present.
    pub key: Option<AuthorityId>,
    /// The distinguished name.
    pub name: AuthorityId,
    /// The distinguished name, as it is compared.
    pub compared: ComparedName,
}

impl Issuer {
    pub(super) fn of(name: &[u8], extensions: &[X509Extension<'_>]) -> Self {
        let key = extensions
            .iter()
            .find_map(|it| match it.parsed_extension() {
                ParsedExtension::AuthorityKeyIdentifier(it) => it.key_identifier.as_ref(),
                _ => None,
            });
        Issuer {
            key: key.map(|it| AuthorityId::of_key(it.0)),
            name: AuthorityId::of_name(name),
            compared: ComparedName::of(name),
        }
    }

    /// Returns the key identifier, else the distinguished name.
    pub fn id(&self) -> &AuthorityId {
        self.key.as_ref().unwrap_or(&self.name)
    }
}

/// A certificate authority, from its certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// The subject key identifier, if present.
    pub key: Option<AuthorityId>,
    /// The distinguished name.
    pub name: AuthorityId,
    /// The public key: SubjectPublicKeyInfo, DER.
    #[serde(with = "hex::serde")]
    pub public_key: Vec<u8>,
    /// The digests of the certificate.
    pub certificate: Recomputed,
    /// The issuer of the certificate.
    pub issuer: Issuer,
    /// The distinguished name as text.
    pub subject: String,
    /// The validity period of the certificate.
    pub validity: Validity,
    /// The CA pool of the authority, if a record of CA Service has the pool.
    pub pool: Option<String>,
}

impl Authority {
    /// Returns whether the authority may be `issuer`: by the key identifiers if both have one, else by the distinguished names.
    pub fn may_be(&self, issuer: &Issuer) -> bool {
        match (&self.key, &issuer.key) {
            (Some(own), Some(other)) => own == other,
            _ => self.name == issuer.name,
        }
    }

    /// Returns the id by which certificates refer to the authority.
    pub fn id(&self) -> &AuthorityId {
        self.key.as_ref().unwrap_or(&self.name)
    }

    /// Returns the ids by which the key of the authority is found. The distinguished name is not among them if there is a key identifier,
    /// since another authority may have the same name.
    pub fn ids(&self) -> [AuthorityId; 2] {
        [
            self.id().clone(),
            AuthorityId::of_public_key(&self.public_key),
        ]
    }
}
