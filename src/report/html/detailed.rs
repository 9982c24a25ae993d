//! The lineages that are shown in detail: the newest of each group of findings, and then the gravest.

use std::collections::BTreeMap;

use crate::report::gravest::{Gravest, Rank};
use crate::scan::groups::GroupKey;

/// The greatest number of lineages that are shown in detail.
pub(super) const MOST: usize = 1_000;

/// The greatest number of groups whose newest lineage is kept.
const MOST_GROUPS: usize = 250;

/// The lineages that are shown in detail, as HTML.
#[derive(Debug)]
pub(super) struct Detailed {
    of_groups: BTreeMap<GroupKey, (Rank, String)>,
    all: Gravest<String>,
}

impl Default for Detailed {
    fn default() -> Self {
        Detailed {
            of_groups: BTreeMap::new(),
            all: Gravest::at_most(MOST),
        }
    }
}

impl Detailed {
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
        if self.all.admits(rank) {
            self.all.keep(rank.clone(), made.unwrap_or_else(html));
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
        for (rank, html) in self.of_groups.into_values().chain(self.all.ranked()) {
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
    let subjects = chosen.iter().map(|it| it.0.subject());
    subjects.zip(1..).collect()
}

/// Returns the number of bytes that lineages take on the page.
pub(super) fn bytes(chosen: &[(Rank, String)]) -> usize {
    chosen.iter().map(|it| it.1.len() + ENVELOPE).sum()
}

/// The greatest number of bytes around the HTML of one lineage: its number, and its mark in the index.
const ENVELOPE: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::{Code, Weight};
    use crate::report::gravest::tests::rank;

    #[test]
    fn the_gravest_stand_first_and_the_gravest_are_kept() {
        let mut gravest = Detailed::default();
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
        let mut gravest = Detailed::default();
        for subject in ["a", "b", "c"] {
            let rank = rank(Weight::Gap, Code::MissingRecord, subject);
            gravest.add(&rank, None, || "x".repeat(1_000));
        }
        let chosen = gravest.within(2_500);
        let subjects: Vec<&str> = chosen.iter().map(|it| it.0.subject()).collect();
        assert_eq!(subjects, ["a", "b"]);
    }
}
