//! The changes of a pair of scans, counted, and the first of each kind.

use std::collections::BTreeMap;

use super::{Change, ChangeKind};

/// The changes of a pair of scans.
#[derive(Debug)]
pub struct Changes {
    most: usize,
    first: BTreeMap<ChangeKind, Vec<Change>>,
    counts: BTreeMap<ChangeKind, u64>,
}

impl Changes {
    /// Returns a list without changes that keeps the first `most` of each kind, and counts all.
    pub fn at_most(most: usize) -> Self {
        Changes {
            most,
            first: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    /// Adds a change.
    pub fn add(&mut self, change: Change) {
        let kind = change.kind();
        *self.counts.entry(kind).or_default() += 1;
        let first = self.first.entry(kind).or_default();
        if first.len() < self.most {
            first.push(change);
        }
    }

    /// Returns the first changes of a kind, in the order in which they were added.
    pub fn of(&self, kind: ChangeKind) -> &[Change] {
        self.first.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Returns how many changes are of a kind, listed or not.
    pub fn count(&self, kind: ChangeKind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or_default()
    }
}
