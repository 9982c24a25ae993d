//! The lineages of a scan with their places.

use std::collections::BTreeSet;

use credtrail::receipts::use_receipts::Cited;
use credtrail::scan;
use credtrail::scan::facts::settling::Settling;

use super::judges::{Asked, judge_by};
use super::part::Part;
use super::{Auditor, LineageResult};

/// A lineage that a scan shows.
#[derive(Debug, PartialEq, Eq)]
pub struct Placed {
    pub key: scan::OrderKey,
    pub result: LineageResult,
    /// The summary of this lineage alone.
    pub summary: scan::Summary,
}

impl Auditor {
    /// Returns the result of a scan with these settings: the summary, and every lineage in the order in which the scan shows lineages.
    pub fn placed_by(
        &self,
        asked: &Asked,
        wanted: scan::Selection,
    ) -> (scan::Summary, Vec<Placed>) {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let judge = judge_by(asked, &mut store).await.expect("a judge");
            placed(&mut store, &judge, asked, wanted)
        })
    }

    /// Returns the same from a judge that has only the components of these lineages.
    pub fn placed_by_part(
        &self,
        asked: &Asked,
        wanted: scan::Selection,
        lineages: &[&Placed],
    ) -> (scan::Summary, Vec<Placed>) {
        self.runtime.block_on(async {
            let mut store = self.store().await;
            let judge = judge_by(asked, &mut store).await.expect("a judge");
            let mut members = BTreeSet::new();
            for one in lineages {
                let both = [&one.key.first, &one.result.identifier];
                members.extend(both.map(|it| store.number_of(it).expect("an answer")));
            }
            let members = members.into_iter().flatten().collect();
            placed(&mut Part { store, members }, &judge, asked, wanted)
        })
    }
}

fn placed(
    facts: &mut impl Settling,
    judge: &credtrail::judge::context::Judge,
    asked: &Asked,
    wanted: scan::Selection,
) -> (scan::Summary, Vec<Placed>) {
    let mut shown = Vec::new();
    let mut add = |judged: &scan::Judged<'_>| {
        let mut summary = scan::Summary::default();
        summary.count(judged);
        shown.push(Placed {
            key: judged.order.clone().expect("a place"),
            result: LineageResult::of(judged),
            summary,
        });
        Ok::<_, credtrail::store::Error>(())
    };
    let summary = scan::scan(facts, judge, asked.window, wanted, Cited::Lines, &mut add);
    (summary.expect("a scan"), shown)
}
