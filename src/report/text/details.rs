//! The lineages that the text report shows in detail: of each group of findings the newest ones, and all in all no more lines than a person reads.

use std::collections::BTreeMap;

use crate::report::gravest::{Gravest, Rank};
use crate::scan::Judged;
use crate::scan::groups::GroupKey;

/// The greatest number of lineages of one group.
const MOST_OF_GROUP: usize = 10;

/// The greatest number of groups of which lineages are kept.
const MOST_GROUPS: usize = 100;

/// The greatest number of lines of all lineages.
const MOST_LINES: usize = 90;

/// The lineages that are shown in detail, by the gravest of their groups.
#[derive(Debug, Default)]
pub(super) struct Details(BTreeMap<GroupKey, Gravest<String>>);

impl Details {
    /// Takes a lineage, whose text is only made where the lineage may be shown.
    pub(super) fn add(&mut self, key: GroupKey, judged: &Judged<'_>, text: impl Fn() -> String) {
        let is_full = self.0.len() >= MOST_GROUPS;
        if is_full
            && !self.0.contains_key(&key)
            && self.0.last_key_value().is_none_or(|it| *it.0 < key)
        {
            return;
        }
        let rank = Rank::in_group(judged, Some(&key));
        let group = self.0.entry(key);
        let group = group.or_insert_with(|| Gravest::at_most(MOST_OF_GROUP));
        if group.admits(&rank) {
            group.keep(rank, text());
        }
        if self.0.len() > MOST_GROUPS {
            self.0.pop_last();
        }
    }

    /// Returns the texts to show, in the order of their groups: the newest of each group first of all, then the second of each, as long as
    /// they fit. The first of all is shown in any case.
    pub(super) fn texts(self) -> Vec<String> {
        let groups: Vec<Vec<String>> = self
            .0
            .into_values()
            .map(|it| it.first_to_last().collect())
            .collect();
        let mut chosen: Vec<usize> = vec![0; groups.len()];
        let mut lines = 0;
        for round in 0..MOST_OF_GROUP {
            for (group, taken) in groups.iter().zip(&mut chosen) {
                let Some(text) = group.get(round).filter(|_| *taken == round) else {
                    continue;
                };
                let more = text.lines().count() + 1;
                if lines == 0 || lines + more <= MOST_LINES {
                    lines += more;
                    *taken += 1;
                }
            }
        }
        let shown = groups.into_iter().zip(chosen);
        shown
            .flat_map(|(group, taken)| group.into_iter().take(taken))
            .collect()
    }
}
