//! A shrunken coverage proves less, and never that something is broken.

use crate::harness::in_process::{Auditor, report_on, subjects};
use crate::simulation::World;
use crate::simulation::clock::NOON;
use crate::simulation::faults::oddities;
use crate::simulation::plan::plans;
use credtrail::judge::context::Judge;
use credtrail::model::entry::Source;
use credtrail::model::finding::Verdict;
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::Value;

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fewer_declarations_and_logs_break_nothing(
        plan in plans(0..=2),
        oddities in oddities(),
        (declared, kept) in some_of(some_sources()),
        (without, fewer) in some_of(some_sources()),
    ) {
        let auditor = Auditor::new();
        auditor.read(&[("all.ndjson".to_owned(), plan.lines_of(&plan.odd_world(&oddities)))]);
        let report = |declared: &[Source], without: &[Source]| {
            let bytes = auditor.report_by(|judge| tell(judge, declared, without));
            serde_json::from_slice::<Value>(&bytes).expect("a JSON report")
        };
        let (wide, narrow) = (report(&declared, &fewer), report(&kept, &without));
        let (wide, narrow) = (subjects(&wide, Verdict::Broken), subjects(&narrow, Verdict::Broken));
        prop_assert!(narrow.is_subset(&wide), "{narrow:?}");
    }

    #[test]
    fn exports_that_end_early_break_nothing(
        plan in plans(0..=2),
        oddities in oddities(),
        ends in vec(-1_000..5_000_i64, 4),
    ) {
        let whole = plan.odd_world(&oddities);
        let short = cut(whole.clone(), &ends);
        let (whole, short) = (report_on(&plan.lines_of(&whole)), report_on(&plan.lines_of(&short)));
        let fallen = subjects(&short, Verdict::Broken);
        let fallen: Vec<_> = fallen.intersection(&subjects(&whole, Verdict::Complete)).cloned().collect();
        prop_assert!(fallen.is_empty(), "{fallen:?}");
    }
}

fn some_sources() -> impl Strategy<Value = Vec<Source>> {
    subsequence(Source::LOGS.to_vec(), 0..=4)
}

/// Some, and some of these.
fn some_of(
    all: impl Strategy<Value = Vec<Source>>,
) -> impl Strategy<Value = (Vec<Source>, Vec<Source>)> {
    all.prop_flat_map(|all| (Just(all.clone()), subsequence(all.clone(), 0..=all.len())))
}

fn tell(judge: &mut Judge, declared: &[Source], without: &[Source]) {
    let day = SignedDuration::from_hours(24 * 400);
    for &source in declared {
        judge.coverage.add_declared(source, NOON - day, NOON + day);
    }
    judge.without = without.iter().copied().collect();
}

/// Each log without what came after so many seconds after noon.
fn cut(mut world: World, ends: &[i64]) -> World {
    let end = |source: crate::simulation::Source| {
        let position = crate::simulation::Source::ALL
            .iter()
            .position(|it| *it == source);
        NOON + SignedDuration::from_secs(ends[position.expect("a log")])
    };
    world
        .calls
        .retain(|call| call.at <= end(crate::simulation::Source::Kubernetes));
    world
        .records
        .retain(|record| record.at <= end(record.source));
    world
}
