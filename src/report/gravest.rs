//! The gravest of many things: a bounded number of them is kept, the others are only counted by the caller.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::finding::Finding;
use crate::scan::Judged;
use crate::scan::groups::{Attention, Gravity, GroupKey};

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
            position,
            ..Rank::at(gravity(judged, position, finding), judged)
        }
    }

    /// Returns the rank of a lineage: that of its gravest finding.
    pub(super) fn of_lineage(judged: &Judged<'_>) -> Self {
        let findings = judged.findings.iter().enumerate();
        let gravest = findings.map(|(position, it)| gravity(judged, position, it));
        Rank::at(gravest.min().unwrap_or(Gravity::Nothing), judged)
    }

    /// Returns the rank of a lineage whose gravest finding is in this group, as [`Rank::of_lineage`] does without a group.
    pub(super) fn in_group(judged: &Judged<'_>, gravest: Option<&GroupKey>) -> Self {
        Rank::at(Gravity::of(gravest), judged)
    }

    fn at(gravity: Gravity, judged: &Judged<'_>) -> Self {
        Rank {
            gravity,
            newest: Reverse(judged.times.map(|it| it.1)),
            subject: judged.lineage.subject.text(),
            position: 0,
        }
    }

    /// The subject of the lineage.
    pub(super) fn subject(&self) -> &str {
        &self.subject
    }

    /// The time of the newest record or use.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        self.newest.0
    }

    /// Whether the lineage has findings.
    pub(super) fn has_findings(&self) -> bool {
        self.gravity != Gravity::Nothing
    }
}

fn gravity(judged: &Judged<'_>, position: usize, finding: &Finding) -> Gravity {
    let attention = Attention::of(judged, position);
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

    /// The things that are kept with their ranks, the gravest first.
    pub(super) fn ranked(self) -> impl Iterator<Item = (Rank, T)> {
        self.kept.into_iter()
    }

    /// The things that are kept, the gravest first.
    pub(super) fn first_to_last(self) -> impl Iterator<Item = T> {
        self.kept.into_values()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::finding::severity::Severity;
    use crate::model::finding::{Code, Weight};

    /// A rank of a lineage with this finding.
    pub(in crate::report) fn rank(weight: Weight, code: Code, subject: &str) -> Rank {
        Rank {
            gravity: Gravity::Found(Attention::Open, Reverse(Severity::of(weight, code))),
            newest: Reverse(None),
            subject: subject.to_owned(),
            position: 0,
        }
    }
}
