//! The uses of one credential, as its lineage shows them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::model::receipt::Receipt;
use crate::model::row_id::FileId;

/// The uses of one credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uses {
    /// Distinct requests.
    pub count: u64,
    /// The time of the first use, and its receipt.
    pub first: (Timestamp, Receipt),
    /// The time of the last use, and its receipt.
    pub last: (Timestamp, Receipt),
    /// The files of the first and of the last use.
    pub files: (FileId, FileId),
    /// User names that presented the credential.
    pub principals: BTreeSet<String>,
    /// Clusters in which the credential was used, as far as the log names them.
    pub clusters: BTreeSet<String>,
    /// Whether the API server called the token stale.
    pub age: Age,
    /// The user names that a front proxy wrote beside several credential ids.
    pub proxied: BTreeSet<String>,
}

/// How old a token was in its uses, as the API server said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// The API server called the token stale in no use.
    Usual,
    /// The API server called the token stale in a use: the token had outlived the lifetime of its request, and is good for a year.
    Stale,
}

impl Uses {
    /// Adds uses of the same credential with a later user name or in a later cluster. Of uses at one moment those with the earlier name count
    /// as the first and as the last.
    pub(super) fn join(&mut self, other: Uses) {
        self.count += other.count;
        self.principals.extend(other.principals);
        self.clusters.extend(other.clusters);
        self.age = self.age.max(other.age);
        self.proxied.extend(other.proxied);
        if other.first.0 < self.first.0 {
            self.first = other.first;
            self.files.0 = other.files.0;
        }
        if other.last.0 > self.last.0 {
            self.last = other.last;
            self.files.1 = other.files.1;
        }
    }
}
