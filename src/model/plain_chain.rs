//! Outlines: what the records of one credential say in numbers alone.
//!
//! Most credentials are complete, and to see that takes no text: each log holds its one record, all of them name the same credential
//! and the same digest, and nothing else names either. Of such a credential the numbers of the rows and their times are enough, at a
//! tenth of what a [lineage](crate::correlate::lineage) costs. Whatever is less plain than that has no outline and is judged in full.

use jiff::SignedDuration;

use crate::model::entry::{Method, Work};

/// Nanoseconds since 1970, UTC.
pub type Nanoseconds = i64;

/// A certificate or token with exactly one record in each log that must hold one. These records agree on the credential and on its
/// one digest, no other record names either, and the one call to sign it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainChain {
    /// What it is, with the record that only certificates have.
    pub kind: Kind,
    /// For which clusters it was issued, and in which it was used.
    pub clusters: Clusters,
    /// When GKE issued it.
    pub issued: Nanoseconds,
    /// By which method.
    pub method: Method,
    /// When a key signed it.
    pub signed: Nanoseconds,
    /// What that key signs, where that is known.
    pub work: Option<Work>,
    /// When it was asked for, first and last, where requests tell.
    pub requested: Option<(Nanoseconds, Nanoseconds)>,
    /// Whose it is by its records.
    pub holder: Holder,
    /// Who had it signed.
    pub signer: Signer,
    /// From when on it is good, where a record tells.
    pub from: Option<Nanoseconds>,
    /// Until when it is good, where a record tells.
    pub to: Option<Nanoseconds>,
    /// Its uses, if any.
    pub used: Option<Used>,
}

/// Who called for a signature, and who claims it, by the numbers of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signer {
    /// The caller.
    pub principal: i64,
    /// The cluster of a token, the pool of a certificate.
    pub claimer: i64,
}

/// What an outline is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A certificate.
    Certificate {
        /// When CA Service created it.
        certified: Nanoseconds,
    },
    /// A token.
    Token,
}

/// The clusters that the records and uses of one credential name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clusters {
    /// All name the same one.
    One,
    /// They name several, or one in several ways.
    Several,
}

/// Uses of one credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// Distinct requests.
    pub count: u64,
    /// The first of them.
    pub first: Nanoseconds,
    /// The last of them.
    pub last: Nanoseconds,
    /// Who came with it.
    pub users: Users,
}

/// Whose a credential is by its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// None of them tells.
    Untold,
    /// One user name, by the number of its row.
    One(i64),
    /// Several.
    Several,
}

/// Who came with a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Users {
    /// One service account, by the number of its name's row.
    Account(i64),
    /// One user name of another sort, by the number of its row.
    One(i64),
    /// Several.
    Several,
}

impl Used {
    /// These uses and others.
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

/// Whether the first moment comes at most this long after the second.
pub fn at_most(at: Nanoseconds, after: Nanoseconds, by: SignedDuration) -> bool {
    i128::from(at) <= i128::from(after) + by.as_nanos()
}
