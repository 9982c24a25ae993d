//! Authorities: who issues certificates, by the names under which certificates and revocation lists refer to them.

use std::fmt;

use crate::model::entry::{Recomputed, Validity};
use sha2::{Digest as _, Sha256};
use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::X509Extension;

/// A name of an authority: the identifier of its key (RFC 5280 section 4.2.1.1), or where that is not told its distinguished name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AuthorityId(String);

impl AuthorityId {
    /// By the key identifier.
    pub fn of_key(identifier: &[u8]) -> Self {
        AuthorityId(format!("key:{}", hex::encode(identifier)))
    }

    /// By the distinguished name, DER.
    pub fn of_name(name: &[u8]) -> Self {
        AuthorityId(format!("name:{}", hex::encode(Sha256::digest(name))))
    }

    /// By the public key itself (SubjectPublicKeyInfo, DER), where a record says whose it is.
    pub fn of_public_key(key: &[u8]) -> Self {
        AuthorityId(format!("spki:{}", hex::encode(Sha256::digest(key))))
    }

    /// The name as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AuthorityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a certificate or revocation list says of its issuer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// The authority key identifier, if there is one.
    pub key: Option<AuthorityId>,
    /// The distinguished name.
    pub name: AuthorityId,
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
        }
    }

    /// The more exact of its names.
    pub fn id(&self) -> &AuthorityId {
        self.key.as_ref().unwrap_or(&self.name)
    }
}

/// A certificate authority's key, from its certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The subject key identifier, if there is one.
    pub key: Option<AuthorityId>,
    /// The distinguished name.
    pub name: AuthorityId,
    /// The public key: SubjectPublicKeyInfo, DER.
    pub public_key: Vec<u8>,
    /// Its certificate.
    pub certificate: Recomputed,
    /// Who issued that.
    pub issuer: Issuer,
    /// The distinguished name for people.
    pub subject: String,
    /// The certificate's lifetime.
    pub validity: Validity,
    /// The pool that it issues for, where a record of CA Service tells.
    pub pool: Option<String>,
}

impl Authority {
    /// Whether this may be that issuer: by the key identifiers where both tell one, else by name.
    pub fn may_be(&self, issuer: &Issuer) -> bool {
        match (&self.key, &issuer.key) {
            (Some(own), Some(other)) => own == other,
            _ => self.name == issuer.name,
        }
    }

    /// The name under which certificates refer to it.
    pub fn id(&self) -> &AuthorityId {
        self.key.as_ref().unwrap_or(&self.name)
    }

    /// The names under which its key is looked for. A distinguished name alone is not among them where there is a key
    /// identifier: another authority may bear it.
    pub fn ids(&self) -> [AuthorityId; 2] {
        [
            self.id().clone(),
            AuthorityId::of_public_key(&self.public_key),
        ]
    }
}
