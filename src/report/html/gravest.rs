//! The order of the lineages on the page, and the lineages that are shown in detail: the newest of each group of findings, and then the gravest.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::model::finding::severity::Severity;
use crate::scan::Judged;
use crate::scan::groups::{Attention, GroupKey};

/// The greatest number of lineages that are shown in detail.
pub(super) const MOST: usize = 1_000;

/// The greatest number of groups whose newest lineage is kept.
const MOST_GROUPS: usize = 250;

/// How grave a lineage is. The least is the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gravity {
    Open(Reverse<Severity>),
    Suppressed(Reverse<Severity>),
    WithoutFindings,
}

/// The place of a lineage on the page: the gravest first, then the newest, then by the subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    gravity: Gravity,
    newest: Reverse<Option<Timestamp>>,
    pub(super) subject: String,
}

impl Rank {
    /// Returns the place of a lineage whose gravest group is this.
    pub(super) fn of(judged: &Judged<'_>, group: Option<&GroupKey>) -> Self {
        let severity = |it: &GroupKey| Reverse(Severity::of(it.weight, it.code));
        Rank {
            gravity: match group {
                None => Gravity::WithoutFindings,
                Some(it) if it.attention == Attention::Open => Gravity::Open(severity(it)),
                Some(it) => Gravity::Suppressed(severity(it)),
            },
            newest: Reverse(judged.times().map(|(_, last)| last)),
            subject: judged.lineage.subject.text(),
        }
    }

    /// The time of the newest record or use.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        self.newest.0
    }

    /// Whether the lineage has findings.
    pub(super) fn has_findings(&self) -> bool {
        self.gravity != Gravity::WithoutFindings
    }
}

/// The lineages that are shown in detail, as HTML.
#[derive(Debug, Default)]
pub(super) struct Gravest {
    of_groups: BTreeMap<GroupKey, (Rank, String)>,
    all: BTreeMap<Rank, String>,
}

impl Gravest {
    /// Takes a lineage, whose HTML is only made where the lineage may be shown.
    pub(super) fn add(&mut self, rank: &Rank, group: Option<&GroupKey>, html: impl Fn() -> String) {
        let mut made = None;
        let wanted = group.filter(|it| self.is_newest(it, rank));
        if let Some(group) = wanted {
            let html = made.get_or_insert_with(&html).clone();
            self.of_groups.insert(group.clone(), (rank.clone(), html));
            if self.of_groups.len() > MOST_GROUPS {
                self.of_groups.pop_last();
            }
        }
        let last = self.all.last_key_value();
        if self.all.len() < MOST || last.is_some_and(|it| rank < it.0) {
            self.all.insert(rank.clone(), made.unwrap_or_else(html));
            if self.all.len() > MOST {
                self.all.pop_last();
            }
        }
    }

    /// Whether a lineage is the newest of its group so far, and the group is among those that are kept.
    fn is_newest(&self, group: &GroupKey, rank: &Rank) -> bool {
        let is_full = self.of_groups.len() >= MOST_GROUPS;
        let last = self.of_groups.last_key_value();
        match self.of_groups.get(group) {
            Some((known, _)) => rank < known,
            None => !is_full || last.is_some_and(|it| group < it.0),
        }
    }

    /// Returns the lineages that fit into so many bytes, in order.
    pub(super) fn within(self, bytes: usize) -> Vec<(Rank, String)> {
        let mut chosen = BTreeMap::new();
        let mut left = bytes;
        for (rank, html) in self.of_groups.into_values().chain(self.all) {
            if chosen.len() >= MOST || chosen.contains_key(&rank) {
                continue;
            }
            let Some(rest) = left.checked_sub(html.len() + ENVELOPE) else {
                break;
            };
            left = rest;
            chosen.insert(rank, html);
        }
        chosen.into_iter().collect()
    }
}

/// Returns the numbers of the lineages on the page, by their subjects.
pub(super) fn numbers(chosen: &[(Rank, String)]) -> BTreeMap<&str, usize> {
    let subjects = chosen.iter().map(|it| it.0.subject.as_str());
    subjects.zip(1..).collect()
}

/// Returns the number of bytes that lineages take on the page.
pub(super) fn bytes(chosen: &[(Rank, String)]) -> usize {
    chosen.iter().map(|it| it.1.len() + ENVELOPE).sum()
}

/// The greatest number of bytes around the HTML of one lineage: its number, and its mark in the index.
const ENVELOPE: usize = 200;

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::finding::{Code, Weight};

    /// A rank of a lineage with this finding.
    pub(in crate::report::html) fn rank(weight: Weight, code: Code, subject: &str) -> Rank {
        Rank {
            gravity: Gravity::Open(Reverse(Severity::of(weight, code))),
            newest: Reverse(None),
            subject: subject.to_owned(),
        }
    }

    #[test]
    fn the_gravest_stand_first_and_the_gravest_are_kept() {
        let mut gravest = Gravest::default();
        for number in 0..MOST {
            let rank = rank(Weight::Gap, Code::MissingRecord, &format!("{number:04}"));
            gravest.add(&rank, None, || "x".to_owned());
        }
        let last = rank(Weight::Break, Code::UnclaimedSignature, "z");
        gravest.add(&last, None, || "y".to_owned());
        let chosen = gravest.within(usize::MAX);
        assert_eq!(chosen.len(), MOST);
        assert_eq!(chosen.first().map(|it| &it.0), Some(&last));
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_that_is_the_least_grave() {
        let mut gravest = Gravest::default();
        for subject in ["a", "b", "c"] {
            let rank = rank(Weight::Gap, Code::MissingRecord, subject);
            gravest.add(&rank, None, || "x".repeat(1_000));
        }
        let chosen = gravest.within(2_500);
        let subjects: Vec<&str> = chosen.iter().map(|it| it.0.subject.as_str()).collect();
        assert_eq!(subjects, ["a", "b"]);
    }
}
