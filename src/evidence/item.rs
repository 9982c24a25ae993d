//! Evidence items: files that somebody supplies beside the logs, and the digest that a key must have signed for each.
//!
//! An evidence item is no entry of a log: it fills no stage and adds no coverage. An evidence item links a digest to the signed object.

use serde::{Deserialize, Serialize};

use crate::model::entry::Recomputed;
use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};

/// One evidence item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EvidenceItem {
    /// A certificate.
    Certificate(Recomputed),
    /// A self-signed CA certificate.
    OwnCertificate(Recomputed),
    /// A CA certificate that another authority signed and that CA Service's record has beside a certificate.
    AuthorityCertificate(Recomputed),
    /// A certificate signing request (RFC 2986).
    Request(ToBeSigned),
    /// A revocation list (RFC 5280 section 5).
    RevocationList(ToBeSigned),
    /// A token: its `jti`, the digest of its first two parts, and the result of the signature check.
    Token {
        /// The `jti`.
        credential: Option<CredentialId>,
        /// The digest of `header.payload`.
        digest: Option<ToBeSigned>,
        /// The result of the signature check.
        proof: SignatureCheck,
    },
}

/// The result of checking the signature of a token with the public keys among the evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SignatureCheck {
    /// No key or no signature.
    None,
    /// The key that the token names did not make the signature.
    Fails(String),
    /// This key made the signature.
    Holds(String),
}

impl EvidenceItem {
    /// Returns the word for the item in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            EvidenceItem::Certificate(_) => "certificate",
            EvidenceItem::OwnCertificate(_) => "authority's own certificate",
            EvidenceItem::AuthorityCertificate(_) => "authority's certificate",
            EvidenceItem::Request(_) => "signing request",
            EvidenceItem::RevocationList(_) => "revocation list",
            EvidenceItem::Token { .. } => "token",
        }
    }

    /// Returns the id of the credential, if the item is a credential.
    pub fn credential(&self) -> Option<CredentialId> {
        match self {
            EvidenceItem::Certificate(it)
            | EvidenceItem::OwnCertificate(it)
            | EvidenceItem::AuthorityCertificate(it) => {
                Some(CredentialId::Certificate(it.certificate))
            }
            EvidenceItem::Request(_) | EvidenceItem::RevocationList(_) => None,
            EvidenceItem::Token { credential, .. } => credential.clone(),
        }
    }

    /// Returns the digest that was signed.
    pub fn digest(&self) -> Option<ToBeSigned> {
        match self {
            EvidenceItem::Certificate(it)
            | EvidenceItem::OwnCertificate(it)
            | EvidenceItem::AuthorityCertificate(it) => it.digest,
            EvidenceItem::Request(digest) | EvidenceItem::RevocationList(digest) => Some(*digest),
            EvidenceItem::Token { digest, .. } => *digest,
        }
    }

    /// Returns whether the key of a CA signs such items beside credentials of clusters. The item and the caller decide together whether a
    /// signature is explained ([`crate::check::chain::unclaimed_signature::is_explained`]).
    pub fn is_made_by_authorities(&self) -> bool {
        match self {
            EvidenceItem::OwnCertificate(_)
            | EvidenceItem::AuthorityCertificate(_)
            | EvidenceItem::Request(_)
            | EvidenceItem::RevocationList(_) => true,
            EvidenceItem::Certificate(_) | EvidenceItem::Token { .. } => false,
        }
    }

    /// Returns all identifiers of the item.
    pub fn mentions(&self) -> impl Iterator<Item = Identifier> {
        let credential = self.credential().map(Identifier::from);
        credential
            .into_iter()
            .chain(self.digest().map(Identifier::from))
    }
}
