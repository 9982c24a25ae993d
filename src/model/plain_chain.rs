//! Plain chains: the times and row numbers of a credential whose records are exactly the records that must exist.
//!
//! `src/scan/plain_pass.rs` describes what a scan concludes from a plain chain. To read a plain chain takes a tenth of the time of a
//! [lineage](crate::correlate::lineage). A credential with more, fewer or contradicting records has no plain chain, and its lineage is judged
//! in full.

use jiff::SignedDuration;

use crate::model::entry::{Method, Work};
use crate::model::row_id::NameId;
use crate::model::time::UnixNanos;

/// A certificate or token with exactly one record in each log that must hold one. The records agree on the credential and on its one
/// digest, no other record names either, and the one call to sign succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainChain {
    /// The kind of the credential, with the time of the record that only certificates have.
    pub kind: Kind,
    /// The clusters for which the credential was issued and in which the credential was used.
    pub clusters: Clusters,
    /// When GKE issued the credential.
    pub issued: UnixNanos,
    /// The method of the issuance.
    pub method: Method,
    /// When the key signed.
    pub signed: UnixNanos,
    /// What the key signs, if known.
    pub work: Option<Work>,
    /// The first and the last time at which the credential was requested, if known.
    pub requested: Option<(UnixNanos, UnixNanos)>,
    /// The holder in the records.
    pub holder: Holder,
    /// The caller of the signature and its claimer.
    pub signer: Signer,
    /// Where the credential belongs.
    pub place: Place,
    /// The beginning of the validity period, if known.
    pub from: Option<UnixNanos>,
    /// The end of the validity period, if known.
    pub to: Option<UnixNanos>,
    /// The uses, if any.
    pub used: Option<Used>,
}

/// The caller of a signature, and its claimer, by the ids of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signer {
    /// The caller.
    pub principal: NameId,
    /// The cluster of a token, the pool of a certificate.
    pub claimer: NameId,
}

/// Where a credential belongs, by the ids of the names in its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The cluster that issued the credential, as the record of the issuance names the cluster.
    pub cluster: NameId,
    /// The key version that signed.
    pub key: NameId,
    /// The caller of Cloud KMS.
    pub caller_of_key: NameId,
    /// The pool of a certificate, and the caller of CA Service.
    pub certified: Option<(NameId, NameId)>,
    /// The one holder in the records; failing that, the only user.
    pub holder: Option<NameId>,
}

/// The kind of a credential with a plain chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A certificate.
    Certificate {
        /// When CA Service created the certificate.
        certified: UnixNanos,
    },
    /// A token.
    Token,
}

/// The clusters that the records and uses of one credential name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clusters {
    /// All name the same cluster.
    One,
    /// The records and uses name several clusters, or spell one cluster in several ways.
    Several,
}

/// The uses of one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// The number of distinct requests.
    pub count: u64,
    /// The time of the first request.
    pub first: UnixNanos,
    /// The time of the last request.
    pub last: UnixNanos,
    /// The users.
    pub users: Users,
}

/// The holder in the records of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// No record names a holder.
    Unknown,
    /// One user name, by the id of its row.
    One(NameId),
    /// Several user names.
    Several,
}

/// The users of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Users {
    /// One service account, by the id of the row of its name.
    Account(NameId),
    /// One user that is no service account, by the id of the row of its name.
    One(NameId),
    /// Several user names.
    Several,
}

impl PlainChain {
    /// The earliest time and the latest time of the records and uses.
    pub fn times(&self) -> (UnixNanos, UnixNanos) {
        let certified = match self.kind {
            Kind::Certificate { certified } => Some(certified),
            Kind::Token => None,
        };
        let requested = self.requested.iter().flat_map(|it| [it.0, it.1]);
        let used = self.used.iter().flat_map(|it| [it.first, it.last]);
        let others = requested.chain(used).chain(certified).chain([self.signed]);
        others.fold((self.issued, self.issued), |(from, to), it| {
            (from.min(it), to.max(it))
        })
    }
}

impl Used {
    /// Returns the sum of both uses.
    pub fn and(self, other: Used) -> Used {
        Used {
            count: self.count + other.count,
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            users: if self.users == other.users {
                self.users
            } else {
                Users::Several
            },
        }
    }
}

/// Returns whether `at` is not later than `after` plus `by`.
pub fn at_most(at: UnixNanos, after: UnixNanos, by: SignedDuration) -> bool {
    i128::from(at.0) <= i128::from(after.0) + by.as_nanos()
}
