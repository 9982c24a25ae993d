//! Exhibits: what somebody has in hand beside the logs, and what a key must have signed for it.
//!
//! An exhibit is no entry of a log: it fills no stage and says nothing on what was read. It ties a digest to what was signed.

use crate::model::entry::Recomputed;
use crate::model::identifier::{CredentialId, Identifier, ToBeSigned};

/// One thing in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceItem {
    /// A certificate.
    Certificate(Recomputed),
    /// An authority's own certificate, signed with the key that it certifies.
    OwnCertificate(Recomputed),
    /// An authority's certificate, signed by another, that came along with a certificate in CA Service's record.
    AuthorityCertificate(Recomputed),
    /// A certificate signing request (RFC 2986).
    Request(ToBeSigned),
    /// A revocation list (RFC 5280 section 5).
    RevocationList(ToBeSigned),
    /// A token: its `jti`, the digest of its first two parts, and what is known of its signature.
    Token {
        /// `jti`
        credential: Option<CredentialId>,
        /// Digest of `header.payload`.
        digest: Option<ToBeSigned>,
        /// Its signature.
        proof: SignatureCheck,
    },
}

/// What came of holding a token's signature against public keys in hand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignatureCheck {
    /// No key for it, or no signature.
    None,
    /// The key that it names did not make it.
    Fails(String),
    /// This key made it.
    Holds(String),
}

impl EvidenceItem {
    /// The word for it in reports.
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

    /// The credential that it is.
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

    /// What was signed for it.
    pub fn digest(&self) -> Option<ToBeSigned> {
        match self {
            EvidenceItem::Certificate(it)
            | EvidenceItem::OwnCertificate(it)
            | EvidenceItem::AuthorityCertificate(it) => it.digest,
            EvidenceItem::Request(digest) | EvidenceItem::RevocationList(digest) => Some(*digest),
            EvidenceItem::Token { digest, .. } => *digest,
        }
    }

    /// Whether a CA's key signs such things beside credentials of clusters. What it was and who called decides whether the signature is
    /// explained ([`crate::check::chain::unclaimed_signature::is_explained`]).
    pub fn is_made_by_authorities(&self) -> bool {
        match self {
            EvidenceItem::OwnCertificate(_)
            | EvidenceItem::AuthorityCertificate(_)
            | EvidenceItem::Request(_)
            | EvidenceItem::RevocationList(_) => true,
            EvidenceItem::Certificate(_) | EvidenceItem::Token { .. } => false,
        }
    }

    /// Every identifier that it has.
    pub fn mentions(&self) -> impl Iterator<Item = Identifier> {
        let credential = self.credential().map(Identifier::from);
        credential
            .into_iter()
            .chain(self.digest().map(Identifier::from))
    }
}
