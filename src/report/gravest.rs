//! The gravest of many things: a bounded number of them is kept, the others are only counted by the caller.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::finding::Finding;
use crate::scan::Judged;
use crate::scan::groups::{Attention, Gravity};

/// The place of a finding or lineage in the order of reports: the gravest first, then the newest, then by subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    gravity: Gravity,
    newest: Reverse<Option<Timestamp>>,
    subject: String,
    position: usize,
}

/// The things with the lowest ranks.
#[derive(Debug)]
pub(super) struct Gravest<T> {
    most: usize,
    kept: BTreeMap<Rank, T>,
}

impl Rank {
    /// Returns the rank of the finding at a position.
    pub(super) fn of_finding(judged: &Judged<'_>, position: usize, finding: &Finding) -> Self {
        Rank {
            gravity: gravity(judged, position, finding),
            newest: Reverse(judged.times().map(|it| it.1)),
            subject: judged.lineage.subject.text(),
            position,
        }
    }

    /// Returns the rank of a lineage: that of its gravest finding.
    pub(super) fn of_lineage(judged: &Judged<'_>) -> Self {
        let findings = judged.findings.iter().enumerate();
        let gravest = findings.map(|(position, it)| gravity(judged, position, it));
        Rank {
            gravity: gravest.min().unwrap_or(Gravity::Nothing),
            newest: Reverse(judged.times().map(|it| it.1)),
            subject: judged.lineage.subject.text(),
            position: 0,
        }
    }
}

fn gravity(judged: &Judged<'_>, position: usize, finding: &Finding) -> Gravity {
    let attention = match judged.suppressed_by.contains_key(&position) {
        true => Attention::Suppressed,
        false => Attention::Open,
    };
    Gravity::Found(attention, Reverse(finding.severity()))
}

impl<T> Gravest<T> {
    /// Returns nothing yet, of which at most so many things are kept.
    pub(super) fn at_most(most: usize) -> Self {
        Gravest {
            most,
            kept: BTreeMap::new(),
        }
    }

    /// Whether a thing of this rank would be kept by now. One that would not is not worth making.
    pub(super) fn admits(&self, rank: &Rank) -> bool {
        let is_graver = |last: &Rank| rank < last;
        self.kept.len() < self.most || self.kept.keys().next_back().is_some_and(is_graver)
    }

    /// Keeps a thing, and returns the one that is not kept any more.
    pub(super) fn keep(&mut self, rank: Rank, thing: T) -> Option<T> {
        self.kept.insert(rank, thing);
        let is_over = self.kept.len() > self.most;
        is_over
            .then(|| self.kept.pop_last())
            .flatten()
            .map(|it| it.1)
    }

    /// The things that are kept, the gravest first.
    pub(super) fn first_to_last(self) -> impl Iterator<Item = T> {
        self.kept.into_values()
    }
}
