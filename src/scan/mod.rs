//! A scan: judges every lineage of a window, page by page.
//!
//! Where only exceptions are selected, `plain_pass.rs` first counts the credentials that are plain chains, and the pages hold the others.
//! Memory then holds one bit for each identifier, and the facts of two pages.

pub mod attribution;
pub mod comparison;
pub mod facts;
mod finding_list;
pub mod groups;
pub mod infer_policy;
mod judged;
pub mod memory;
mod order_key;
mod pages;
pub(crate) mod plain_pass;
pub mod siblings;
mod signature_candidates;
pub mod summary;
pub mod use_location;
mod viewer;

use std::collections::BTreeSet;
use std::sync::mpsc::Receiver;
use std::thread;

use self::facts::settling::Settling;
use self::facts::{FactSource, Snapshot};
pub use self::judged::Judged;
pub use self::order_key::{OrderKey, Phase};
use self::pages::{Page, Pages, Placed, StartingPoints};
pub use self::signature_candidates::lineages;
use self::signature_candidates::{SignatureSearch, lineages_among};
pub use self::summary::Summary;
use self::use_location::held_lineages::{HeldLineages, LocatedUses};
pub use self::viewer::Viewer;
use crate::check::chain::{unclaimed_certificate, unclaimed_signature};
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::row_id::IdentifierId;
use crate::model::window::Window;
use crate::receipts::use_receipts::Cited;
use crate::scan::siblings::SiblingSearch;
use crate::store::Error;

/// The lineages that a caller of [`scan`] wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// All lineages.
    All,
    /// The lineages with findings, and the lineages of these credentials. The other lineages are only counted.
    Exceptions(BTreeSet<IdentifierId>),
}

impl Selection {
    /// The lineages with findings, and no others.
    pub fn exceptions() -> Self {
        Selection::Exceptions(BTreeSet::new())
    }
}

/// Judges all lineages that touch a window, in the order of their subjects. The viewer gets each selected lineage, and possibly lineages that
/// are not selected. `cited` determines what the report shows of uses.
///
/// # Errors
/// The errors of the database, and those of the viewer.
pub fn scan<F: Settling, E: From<Error>>(
    facts: &mut F,
    judge: &Judge,
    window: Window,
    selection: Selection,
    cited: Cited,
    viewer: &mut dyn Viewer<E>,
) -> Result<Summary, E> {
    let mut snapshot = facts.snapshot(window)?;
    let (mut state, pages) = begin(facts, &mut snapshot, judge, window, selection)?;
    thread::scope(|scope| {
        let mut road = Judging {
            pages: pages.fetch(snapshot.pages(), scope),
            facts: &mut *facts,
            judge,
            cited,
            state: &mut state,
            viewer,
        };
        while let Some(page) = road.next()? {
            road.judge_page(page, HeldLineages::default())?;
        }
        Ok::<(), E>(())
    })?;
    facts.end(snapshot)?;
    Ok(state.summary)
}

/// Settles what takes no reading of components, if only exceptions among all facts are selected, and lists the lineages that remain to be
/// judged.
fn begin<F: Settling>(
    facts: &mut F,
    snapshot: &mut F::Snapshot,
    judge: &Judge,
    window: Window,
    selection: Selection,
) -> Result<(ScanState, Pages), Error> {
    let mut state = ScanState {
        signatures: SignatureSearch::of_issuing_keys(facts, judge)?,
        ..ScanState::default()
    };
    let watched = &state.signatures.watched;
    let settled = match &selection {
        Selection::Exceptions(selected) if window.is_everything() => {
            facts.settle(snapshot, judge, watched, selected)?
        }
        Selection::Exceptions(_) | Selection::All => None,
    };
    let Some(settled) = settled else {
        let signatures = facts.unclaimed_signatures(window, watched)?;
        let starting_points = StartingPoints::of(facts, window)?;
        return Ok((state, Pages::of(starting_points, signatures)));
    };
    let signatures = settled.unclaimed.digests.clone();
    state.summary = settled.summary;
    state.signatures.unclaimed = Some(settled.unclaimed);
    state.siblings = SiblingSearch::with_index(settled.users);
    Ok((state, Pages::of(settled.rest, signatures)))
}

/// The values that a scan carries from lineage to lineage.
#[derive(Default)]
struct ScanState {
    summary: Summary,
    siblings: SiblingSearch,
    signatures: SignatureSearch,
    located: LocatedUses,
}

/// The judging of pages, one after the other.
struct Judging<'s, F, E> {
    pages: Receiver<Result<Page, Error>>,
    facts: &'s mut F,
    judge: &'s Judge,
    cited: Cited,
    state: &'s mut ScanState,
    viewer: &'s mut dyn Viewer<E>,
}

impl<'s, F: FactSource, E: From<Error>> Judging<'s, F, E> {
    fn next(&mut self) -> Result<Option<Page>, Error> {
        self.pages.recv().ok().transpose()
    }

    /// Judges a page, behind lineages that wait. Where lineages wait at the end of the page, goes on with the next page.
    fn judge_page<'c>(&mut self, (phase, components): Page, held: HeldLineages<'c>) -> Result<(), E>
    where
        's: 'c,
    {
        let mut held: HeldLineages<'_> = held;
        for placed in &components {
            self.judge_all(placed, phase, &mut held)?;
        }
        if held.wait_for_next_page()
            && let Some(page) = self.next()?
        {
            return self.judge_page(page, held);
        }
        self.release(&mut held)
    }

    fn judge_all<'c>(
        &mut self,
        placed: &'c Placed,
        phase: Phase,
        held: &mut HeldLineages<'c>,
    ) -> Result<(), E>
    where
        's: 'c,
    {
        let signatures = Some(&self.state.signatures);
        let lineages = lineages_among(&placed.component, signatures, self.facts, self.judge)?;
        for (position, lineage) in lineages.into_iter().enumerate() {
            if Phase::of(&lineage.subject) != phase || is_left_out(&lineage, self.judge) {
                continue;
            }
            let mut judged = Judged::of(lineage, self.judge);
            judged.order = Some(OrderKey {
                phase,
                first: placed.first.clone(),
                position,
            });
            judged.find_siblings(&mut self.state.siblings, self.facts, self.judge)?;
            match self.viewer.wants_lines(&judged)? {
                true => held.add(judged, &mut self.state.located),
                false => held.add_as_it_is(judged),
            }
            if held.are_due(&self.state.located) {
                self.release(held)?;
            }
        }
        Ok(())
    }

    fn release(&mut self, held: &mut HeldLineages<'_>) -> Result<(), E> {
        for judged in held.release(self.facts, self.cited)? {
            self.state.summary.count(&judged);
            self.viewer.show(&judged)?;
        }
        Ok(())
    }
}

/// Whether scans leave out a lineage: the certificate of a workload outside this program's subject, or a signature that evidence explains.
fn is_left_out(lineage: &Lineage<'_>, judge: &Judge) -> bool {
    unclaimed_certificate::is_foreign(lineage, judge)
        || unclaimed_signature::is_explained(lineage, judge)
}
