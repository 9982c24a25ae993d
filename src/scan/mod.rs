//! A scan: judges every lineage of a window, page by page.
//!
//! Where only exceptions are selected, `plain_pass.rs` first counts the credentials that are plain chains, and the pages hold the others.
//! Memory then holds one bit for each identifier, and the facts of two pages.

pub mod attribution;
pub mod breakdown;
pub mod comparison;
mod finding_list;
pub mod groups;
pub mod infer_policy;
mod judged;
pub mod memory;
mod pages;
pub(crate) mod plain_pass;
pub mod siblings;
mod signature_candidates;
mod summary;
pub(crate) mod user_index;

use std::collections::BTreeSet;
use std::thread;

pub use self::judged::Judged;
use self::pages::{Pages, Phase, StartingPoints};
pub use self::signature_candidates::lineages;
use self::signature_candidates::{SignatureSearch, lineages_among};
pub use self::summary::Summary;
use crate::check::chain::{unclaimed_certificate, unclaimed_signature};
use crate::correlate::graph::Component;
use crate::correlate::lineage::Lineage;
use crate::judge::context::Judge;
use crate::model::row_id::IdentifierId;
use crate::model::window::Window;
use crate::receipts::locate::Files;
use crate::scan::siblings::SiblingSearch;
use crate::store::rows::reader::Reader;
use crate::store::{Error, Store};

/// The greatest number of lineages whose uses a scan locates: each takes the reading of a file.
const LOCATED_USES: usize = 100;

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

/// Judges all lineages that touch a window, in the order of their subjects. Calls `show` with each selected lineage, and possibly with
/// lineages that are not selected.
///
/// # Errors
/// The errors of the database, and the errors that `show` returns.
pub fn scan<E: From<Error>>(
    store: &mut Store,
    judge: &Judge,
    window: Window,
    selection: Selection,
    show: &mut dyn FnMut(&Judged<'_>) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut readers = store.snapshot_readers()?;
    let (mut state, pages) = begin(store, &mut readers.workers, judge, window, selection)?;
    thread::scope(|scope| {
        for page in pages.fetch(&mut readers.pages, scope) {
            let (phase, components) = page?;
            for component in &components {
                judge_all(component, phase, store, judge, &mut state, show)?;
            }
        }
        Ok::<(), E>(())
    })?;
    store.return_readers(readers)?;
    Ok(state.summary)
}

/// Runs the plain pass, if only exceptions of the whole database are selected, and lists the lineages that remain to be judged.
fn begin(
    store: &mut Store,
    workers: &mut [Reader],
    judge: &Judge,
    window: Window,
    selection: Selection,
) -> Result<(ScanState, Pages), Error> {
    let mut state = ScanState {
        signatures: SignatureSearch::of_issuing_keys(store, judge)?,
        ..ScanState::default()
    };
    let selected = match selection {
        Selection::Exceptions(selected) if window.is_everything() => selected,
        Selection::Exceptions(_) | Selection::All => {
            let signatures = store.unclaimed_signatures(window, &state.signatures.watched)?;
            let starting_points = StartingPoints::of(store, window)?;
            return Ok((state, Pages::of(starting_points, signatures)));
        }
    };
    let plain = plain_pass::run(workers, judge, &state.signatures.watched, &selected)?;
    state.summary.count_plain(&plain);
    plain
        .places
        .break_down(store, &mut state.summary.breakdown)?;
    let unclaimed = store.unclaimed_among(&plain.unclaimed, &state.signatures.watched)?;
    let signatures = unclaimed.digests.clone();
    state.signatures.unclaimed = Some(unclaimed);
    let starting_points = StartingPoints::rest(store, plain.rest)?;
    if let StartingPoints::Listed { all, .. } = &starting_points {
        let index = user_index::build(all, &plain.complete, workers, store)?;
        state.siblings = SiblingSearch::with_index(index);
    }
    Ok((state, Pages::of(starting_points, signatures)))
}

/// The values that a scan carries from lineage to lineage.
#[derive(Default)]
struct ScanState {
    summary: Summary,
    siblings: SiblingSearch,
    signatures: SignatureSearch,
    /// The number of lineages whose uses were located.
    located_uses: usize,
}

fn judge_all<E: From<Error>>(
    component: &Component,
    phase: Phase,
    store: &mut Store,
    judge: &Judge,
    state: &mut ScanState,
    show: &mut dyn FnMut(&Judged<'_>) -> Result<(), E>,
) -> Result<(), E> {
    for lineage in lineages_among(component, Some(&state.signatures), store, judge)? {
        if Phase::of(&lineage.subject) != phase || is_left_out(&lineage, judge) {
            continue;
        }
        let mut judged = Judged::of(lineage, judge);
        judged.find_siblings(&mut state.siblings, store, judge)?;
        if state.located_uses < LOCATED_USES && judged.rests_on_uses() {
            state.located_uses += 1;
            judged.locate_uses(store, &Files::Unmoved)?;
        }
        state.summary.count(&judged);
        show(&judged)?;
    }
    Ok(())
}

/// Whether scans leave out a lineage: the certificate of a workload outside this program's subject, or a signature that evidence explains.
fn is_left_out(lineage: &Lineage<'_>, judge: &Judge) -> bool {
    unclaimed_certificate::is_foreign(lineage, judge)
        || unclaimed_signature::is_explained(lineage, judge)
}
