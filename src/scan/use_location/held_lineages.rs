//! Lineages that wait, in their order, until uses that some of them rest on are located: one pass over a file then serves all of them.

use super::locate_uses;
use crate::receipts::locate::Files;
use crate::receipts::use_receipts::Cited;
use crate::scan::Judged;
use crate::scan::facts::FactSource;
use crate::store::Error;

/// The greatest number of lineages whose uses a scan locates: their lines may lie all over the logs.
const LOCATED: usize = 100;

/// The greatest number of lineages that wait.
const HELD: usize = 4_096;

/// The greatest number of pages whose lineages wait.
const PAGES: usize = 2;

/// The number of lineages whose uses a scan has located or will.
#[derive(Debug, Default)]
pub(in crate::scan) struct LocatedUses(usize);

/// Lineages that wait to be shown.
#[derive(Debug, Default)]
pub(in crate::scan) struct HeldLineages<'c> {
    all: Vec<Judged<'c>>,
    /// The positions of those whose uses are to be located.
    to_locate: Vec<usize>,
    /// The number of pages that they were chosen from, the released ones included.
    pages: usize,
}

impl<'c> HeldLineages<'c> {
    /// Adds a lineage that waits for the others, and whose uses are not located.
    pub(in crate::scan) fn add_as_it_is(&mut self, judged: Judged<'c>) {
        self.all.push(judged);
    }

    /// Adds a lineage.
    pub(in crate::scan) fn add(&mut self, judged: Judged<'c>, located: &mut LocatedUses) {
        if located.0 < LOCATED && judged.rests_on_uses() {
            located.0 += 1;
            self.to_locate.push(self.all.len());
        }
        self.all.push(judged);
    }

    /// Whether nothing would be gained by waiting for more lineages.
    pub(in crate::scan) fn are_due(&self, located: &LocatedUses) -> bool {
        self.to_locate.is_empty() || located.0 >= LOCATED || self.all.len() >= HELD
    }

    /// Whether the lineages wait for those of the next page. Their pages stay in memory meanwhile.
    pub(in crate::scan) fn wait_for_next_page(&mut self) -> bool {
        self.pages += 1;
        !self.all.is_empty() && self.pages < PAGES
    }

    /// Locates the uses, and returns all lineages in their order.
    pub(in crate::scan) fn release(
        &mut self,
        facts: &mut impl FactSource,
        cited: Cited,
    ) -> Result<Vec<Judged<'c>>, Error> {
        let mut all = std::mem::take(&mut self.all);
        let positions = std::mem::take(&mut self.to_locate);
        if !positions.is_empty() {
            let mut positions = positions.into_iter().peekable();
            let each = all.iter_mut().enumerate();
            let chosen = each.filter_map(|(at, it)| positions.next_if_eq(&at).map(|_| it));
            locate_uses(chosen, facts, &Files::Unmoved, cited)?;
        }
        Ok(all)
    }
}
