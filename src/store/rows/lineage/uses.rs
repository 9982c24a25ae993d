//! Uses of one credential, as its lineage sees them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::model::receipt::Receipt;
use crate::model::row_id::FileId;

/// The uses of one credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uses {
    /// Distinct requests.
    pub count: u64,
    /// The first of them.
    pub first: (Timestamp, Receipt),
    /// The last of them.
    pub last: (Timestamp, Receipt),
    /// The numbers of the files of the first and of the last.
    pub files: (FileId, FileId),
    /// User names.
    pub principals: BTreeSet<String>,
    /// Clusters, as far as the log names them.
    pub clusters: BTreeSet<String>,
    /// Whether it lives as long as tokens usually do.
    pub age: Age,
    /// Those of the user names that a front proxy wrote beside several ids.
    pub proxied: BTreeSet<String>,
}

/// How old a token was in its uses, by the API server's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// Not said to be older than it was asked for.
    Usual,
    /// It was called stale in one of them: it had outlived what it was asked for, and is good for a year.
    Stale,
}

impl Uses {
    /// Takes in uses of the same credential under another name or in another cluster.
    pub(super) fn join(&mut self, other: Uses) {
        self.count += other.count;
        self.principals.extend(other.principals);
        self.clusters.extend(other.clusters);
        self.age = self.age.max(other.age);
        self.proxied.extend(other.proxied);
        if other.first < self.first {
            self.first = other.first;
            self.files.0 = other.files.0;
        }
        if other.last.0 > self.last.0 {
            self.last = other.last;
            self.files.1 = other.files.1;
        }
    }
}
