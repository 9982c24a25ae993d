//! The numbers that the database stores in place of values of this program. `tests/integration/stored.rs` pins each of them: a number is
//! never changed and never used again. Queries that distinguish kinds write the same numbers.

use crate::coverage::audit_settings::Action;
use crate::coverage::issuance_times::Issue;
use crate::evidence::crl::{Covered, Lasting};
use crate::evidence::item::{EvidenceItem, SignatureCheck};
use crate::evidence::pending_signature::Scheme;
use crate::model::cluster_keys::{ConfigurationEvent, Ending};
use crate::model::entry::{Event, Field, Method, Source};
use crate::model::identifier::CredentialId;
use crate::store::Error;

/// A value of which the database stores a number.
pub trait Code: Copy + Sized + 'static {
    /// All values, in the order of their numbers.
    const ALL: &'static [Self];

    /// The number of a value.
    fn code(self) -> i64;

    /// The value of a number.
    ///
    /// # Errors
    /// [`Error::Damaged`] for a number of no value.
    fn of_code(code: i64) -> Result<Self, Error>;
}

/// The low byte of a code, in keys and hashes. Every code is one byte long.
pub(in crate::store) fn low_byte(code: i64) -> u8 {
    let [.., low] = code.to_be_bytes();
    low
}

macro_rules! codes {
    ($(#[$about:meta])* $type:ident, $unknown:literal: $($value:ident = $code:literal,)*) => {
        $(#[$about])*
        impl Code for $type {
            const ALL: &'static [Self] = &[$($type::$value),*];

            fn code(self) -> i64 {
                match self {
                    $($type::$value => $code,)*
                }
            }

            fn of_code(code: i64) -> Result<Self, Error> {
                match code {
                    $($code => Ok($type::$value),)*
                    _ => Err(Error::Damaged($unknown)),
                }
            }
        }
    };
}

codes! {
    /// Columns `source` and `for_source` of all tables.
    Source, "an unknown log":
    Kubernetes = 1,
    Gke = 2,
    CaService = 3,
    Kms = 4,
    Workload = 5,
}

/// A set of logs as one number: the log with number n is bit n - 1.
pub(in crate::store) fn source_mask(sources: &[Source]) -> i64 {
    let mut mask = 0;
    for source in sources {
        mask |= bit(*source);
    }
    mask
}

/// The logs of a set, in the order of their numbers.
pub(in crate::store) fn sources_of(mask: i64) -> Vec<Source> {
    let sources = Source::ALL.iter().copied();
    sources.filter(|source| mask & bit(*source) != 0).collect()
}

fn bit(source: Source) -> i64 {
    1 << (source.code() - 1)
}

/// Column `event` of `entry`: the kind of an entry. An issuance has the number of its [`Method`].
pub mod event {
    use std::ops::RangeInclusive;

    /// [`Event::Requested`](crate::model::entry::Event::Requested)
    pub const REQUESTED: i64 = 1;
    /// [`Event::Certified`](crate::model::entry::Event::Certified)
    pub const CERTIFIED: i64 = 2;
    /// [`Event::Signed`](crate::model::entry::Event::Signed)
    pub const SIGNED: i64 = 3;
    /// [`Event::Observed`](crate::model::entry::Event::Observed)
    pub const OBSERVED: i64 = 4;
    /// [`Event::Issued`](crate::model::entry::Event::Issued), by all methods
    pub const ISSUED: RangeInclusive<i64> = 10..=15;
}

/// The number of an event's kind.
pub fn event_code(event: &Event) -> i64 {
    match event {
        Event::Requested(_) => event::REQUESTED,
        Event::Certified(_) => event::CERTIFIED,
        Event::Signed(_) => event::SIGNED,
        Event::Observed(_) => event::OBSERVED,
        Event::Issued(issued) => issued.method.code(),
    }
}

codes! {
    /// Column `event` of `entry`.
    Method, "an unknown method":
    SignCertificate = 10,
    SignServiceAccountJWT = 11,
    IssueInternalClusterCertificate = 12,
    IssueInternalEtcdClientCertificate = 13,
    IssueInternalEtcdPeerCertificate = 14,
    IssueInternalEtcdServerCertificate = 15,
}

codes! {
    /// One byte of the hash in column `content` of `entry`.
    Field, "an unknown field":
    IssuedCredentialId = 0,
    CredentialId = 1,
    CertificateFingerprint = 2,
    ToBeSignedDigest = 3,
    Sha256Hash = 4,
    TbsCertificateDigest = 5,
    PemCertificate = 6,
    RequestDigest = 7,
    ResponseStatus = 8,
    CertificatePem = 9,
}

/// Column `kind` of `identifier`, `identifier_by_value` and `identifier_fresh`.
pub mod identifier {
    /// [`CredentialId::Certificate`](crate::model::identifier::CredentialId::Certificate)
    pub const CERTIFICATE: i64 = 1;
    /// [`CredentialId::Token`](crate::model::identifier::CredentialId::Token)
    pub const TOKEN: i64 = 2;
    /// [`CredentialId::Other`](crate::model::identifier::CredentialId::Other)
    pub const OTHER: i64 = 3;
    /// [`Identifier::Digest`](crate::model::identifier::Identifier::Digest)
    pub const DIGEST: i64 = 4;
}

/// The number of a credential's kind.
pub fn credential_code(credential: &CredentialId) -> i64 {
    match credential {
        CredentialId::Certificate(_) => identifier::CERTIFICATE,
        CredentialId::Token(_) => identifier::TOKEN,
        CredentialId::Other(_) => identifier::OTHER,
    }
}

/// Column `kind` of `evidence_item`.
pub mod evidence {
    /// [`EvidenceItem::Certificate`](crate::evidence::item::EvidenceItem::Certificate)
    pub const CERTIFICATE: i64 = 1;
    /// [`EvidenceItem::OwnCertificate`](crate::evidence::item::EvidenceItem::OwnCertificate)
    pub const OWN_CERTIFICATE: i64 = 2;
    /// [`EvidenceItem::Request`](crate::evidence::item::EvidenceItem::Request)
    pub const REQUEST: i64 = 3;
    /// [`EvidenceItem::RevocationList`](crate::evidence::item::EvidenceItem::RevocationList)
    pub const REVOCATION_LIST: i64 = 4;
    /// [`EvidenceItem::Token`](crate::evidence::item::EvidenceItem::Token)
    pub const TOKEN: i64 = 5;
    /// [`EvidenceItem::AuthorityCertificate`](crate::evidence::item::EvidenceItem::AuthorityCertificate)
    pub const AUTHORITY_CERTIFICATE: i64 = 6;
}

/// The number of an evidence item's kind.
pub fn evidence_code(item: &EvidenceItem) -> i64 {
    match item {
        EvidenceItem::Certificate(_) => evidence::CERTIFICATE,
        EvidenceItem::OwnCertificate(_) => evidence::OWN_CERTIFICATE,
        EvidenceItem::Request(_) => evidence::REQUEST,
        EvidenceItem::RevocationList(_) => evidence::REVOCATION_LIST,
        EvidenceItem::Token { .. } => evidence::TOKEN,
        EvidenceItem::AuthorityCertificate(_) => evidence::AUTHORITY_CERTIFICATE,
    }
}

/// Columns `proof` and `key` of `evidence_item`: what came of checking a token's signature, and the key that it was checked with.
pub fn signature_check_code(check: &SignatureCheck) -> (i64, &str) {
    match check {
        SignatureCheck::None => (0, ""),
        SignatureCheck::Fails(key) => (1, key),
        SignatureCheck::Holds(key) => (2, key),
    }
}

/// The signature check of a number and a key.
pub(in crate::store) fn signature_check_of(code: i64, key: &str) -> Result<SignatureCheck, Error> {
    match code {
        0 => Ok(SignatureCheck::None),
        1 => Ok(SignatureCheck::Fails(key.to_owned())),
        2 => Ok(SignatureCheck::Holds(key.to_owned())),
        _ => Err(Error::Damaged("an unknown result of a signature check")),
    }
}

codes! {
    /// Column `scheme` of `seal`.
    Scheme, "an unknown signature scheme":
    RsaPkcs1 = 1,
    RsaPss = 2,
    Ecdsa = 3,
    Ed25519 = 4,
}

codes! {
    /// Column `lasting` of `revoked_certificate` and `revoked_serial`.
    Lasting, "an unknown kind of revocation":
    ForEver = 0,
    OnHold = 1,
}

codes! {
    /// Column `covers` of `revoked_serial`.
    Covered, "a revocation list of unknown certificates":
    All = 0,
    EndEntities = 1,
    Authorities = 2,
}

codes! {
    /// Column `action` of `switch`.
    Action, "an unknown change of an audit setting":
    Unknown = 0,
    Add = 1,
    Remove = 2,
}

codes! {
    /// Column `issue` of `recorded`.
    Issue, "an unknown kind of issuance":
    Signature = 0,
    Certificate = 1,
    Token = 2,
    Any = 3,
}

/// Column `told` of `configuration`: by which event a cluster's configuration became known.
pub mod configuration {
    /// [`ConfigurationEvent::Created`](crate::model::cluster_keys::ConfigurationEvent::Created)
    pub const CREATED: i64 = 1;
    /// [`ConfigurationEvent::Updated`](crate::model::cluster_keys::ConfigurationEvent::Updated)
    pub const UPDATED: i64 = 2;
    /// [`ConfigurationEvent::Ended`](crate::model::cluster_keys::ConfigurationEvent::Ended), when all was done
    pub const DONE: i64 = 3;
    /// [`ConfigurationEvent::Ended`](crate::model::cluster_keys::ConfigurationEvent::Ended), when something failed
    pub const FAILED: i64 = 4;
    /// [`ConfigurationEvent::Described`](crate::model::cluster_keys::ConfigurationEvent::Described)
    pub const DESCRIBED: i64 = 5;
    /// [`ConfigurationEvent::Deleted`](crate::model::cluster_keys::ConfigurationEvent::Deleted)
    pub const DELETED: i64 = 6;
    /// [`ConfigurationEvent::DeletionEnded`](crate::model::cluster_keys::ConfigurationEvent::DeletionEnded), when all was done
    pub const DELETION_DONE: i64 = 7;
    /// [`ConfigurationEvent::DeletionEnded`](crate::model::cluster_keys::ConfigurationEvent::DeletionEnded), when something failed
    pub const DELETION_FAILED: i64 = 8;
}

/// The number of a configuration event's kind.
pub fn configuration_code(event: ConfigurationEvent) -> i64 {
    match event {
        ConfigurationEvent::Created(_) => configuration::CREATED,
        ConfigurationEvent::Updated(_) => configuration::UPDATED,
        ConfigurationEvent::Deleted(_) => configuration::DELETED,
        ConfigurationEvent::DeletionEnded(_, Ending::Done) => configuration::DELETION_DONE,
        ConfigurationEvent::DeletionEnded(_, Ending::Failed) => configuration::DELETION_FAILED,
        ConfigurationEvent::Ended(_, Ending::Done) => configuration::DONE,
        ConfigurationEvent::Ended(_, Ending::Failed) => configuration::FAILED,
        ConfigurationEvent::Described => configuration::DESCRIBED,
    }
}
